import { lstatSync } from 'node:fs';
import { askGit, readGit } from '../../history/git.ts';
import { below, sizeOf, walkFolder, type Entry, type WalkReport } from './walk-folder.ts';

/** True when git leaves the folder out, so that asking it for the folder's files would give none. */
export async function isIgnored(folder: string, repository: string): Promise<boolean> {
  return (
    folder !== repository && (await askGit(['check-ignore', '-q', '--', folder], repository)) !== undefined
  );
}

function names(output: Buffer): Buffer[] {
  const all: Buffer[] = [];
  for (let at = 0, end = output.indexOf(0); end !== -1; at = end + 1, end = output.indexOf(0, at))
    all.push(output.subarray(at, end));
  return all;
}

/**
 * The files of a folder of a repository that are in git or could be added to it: what `.gitignore` names is left out.
 * Repositories in it, submodules too, are listed by their own rules. Throws GIT_FAILED where git refuses the repository.
 */
export async function* listRepository(folder: Buffer, report: WalkReport): AsyncGenerator<Entry> {
  const output = await readGit(
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    folder.toString(),
  );
  let last: Buffer | undefined;
  for (const name of names(output).toSorted((a, b) => Buffer.compare(a, b))) {
    // A file in conflict is listed once for each side.
    if (last?.equals(name)) continue;
    last = name;
    const isFolder = name.at(-1) === 0x2f;
    const file = below(folder, isFolder ? name.subarray(0, -1) : name);
    const size = sizeOf(file);
    if (size !== undefined) yield { file, size };
    else if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory()) yield* listInner(file, report);
  }
}

async function* listInner(folder: Buffer, report: WalkReport): AsyncGenerator<Entry> {
  const isRepository = lstatSync(below(folder, Buffer.from('.git')), { throwIfNoEntry: false }) !== undefined;
  if (isRepository) yield* listRepository(folder, report);
  else yield* walkFolder(folder, false, report);
}
