import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { RekeyError } from '../../base/errors.ts';
import { plain } from '../output/plain-text.ts';
import type { Item } from '../item.ts';
import { isIgnored, listRepository } from './list-repository.ts';
import { findRepository, judged, shown } from '../places.ts';
import type { Notes } from '../output/notes.ts';
import { isOfTools, walkFolder, type Entry, type WalkReport } from './walk-folder.ts';

function toItem({ file, size }: Entry, repository: string | undefined): Item {
  const path = file.toString();
  return { path: shown(path), place: judged(path, repository), source: { file }, weight: size };
}

function statOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path);
  } catch {
    throw new RekeyError('NO_SUCH_PATH', `There is no ${plain(shown(path))}, or it cannot be read.`);
  }
}

async function* listFolder(
  folder: string,
  repository: string | undefined,
  notes: Notes,
): AsyncGenerator<Entry> {
  const bytes = Buffer.from(folder);
  const report: WalkReport = {
    unreadable: (path) => notes.gap('unreadable', shown(path)),
    leftOut: (path) => notes.leftOut(shown(path)),
  };
  const whole = isOfTools(folder);
  try {
    if (repository !== undefined && !whole && !(await isIgnored(folder, repository))) {
      yield* listRepository(bytes, report);
      return;
    }
  } catch (error) {
    if (!(error instanceof RekeyError)) throw error;
    notes.say(`${error.message}. Scanning every file of ${plain(shown(folder))} instead.`);
  }
  yield* walkFolder(bytes, whole, report);
}

/**
 * The files that paths of the command line name. A file is scanned whatever `.gitignore` says of it; of a folder in a
 * repository, the files that git knows or could be given; of any other folder, all. Throws NO_SUCH_PATH.
 */
export async function* listPaths(paths: readonly string[], notes: Notes): AsyncGenerator<Item> {
  const seen = paths.length > 1 ? new Set<string>() : undefined;
  for (const path of paths.map((one) => resolve(one))) {
    const stats = statOf(path);
    const isFolder = stats?.isDirectory() ?? false;
    if (!isFolder && !stats?.isFile())
      throw new RekeyError(
        'NO_SUCH_PATH',
        `${plain(shown(path))} is neither a file nor a folder: use --stdin.`,
      );
    const repository = findRepository(isFolder ? path : dirname(path));
    const entries = isFolder
      ? listFolder(path, repository, notes)
      : [{ file: Buffer.from(path), size: Number(stats?.size) }];
    for await (const entry of entries) {
      const key = entry.file.toString('latin1');
      if (seen?.has(key)) continue;
      seen?.add(key);
      yield toItem(entry, repository);
    }
  }
}
