import { lstatSync, readdirSync } from 'node:fs';

/** A file of a folder. */
export interface Entry {
  /** The bytes of its path, which need not be UTF-8. */
  readonly file: Buffer;
  readonly size: number;
}

/** What a walk reports beside files. */
export interface WalkReport {
  /** A folder or file that cannot be looked at. */
  unreadable(path: string): void;
  /** A folder that is left out by its name. */
  leftOut(path: string): void;
}

const SLASH = Buffer.from('/');

/** Folders that tools fill: copies of what others published, not what people write. Repositories ignore them too. */
const OF_TOOLS = new Set([
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.hg',
  '.svn',
]);

/** True when a path leads into a folder that a walk would leave out, so that whoever names it means it. */
export function isOfTools(path: string): boolean {
  return path.split(/[/\\]/).some((name) => name === '.git' || OF_TOOLS.has(name));
}

/** The path of a name in a folder, in bytes. */
export function below(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, SLASH, name]);
}

/** The size of a plain file; undefined for anything else, links above all. */
export function sizeOf(file: Buffer): number | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : undefined;
}

/**
 * Every plain file below a folder, in the order of names. Symbolic links are not followed.
 *
 * @param whole leaves out nothing; otherwise `.git` and the folders of tools are left out
 */
export function* walkFolder(folder: Buffer, whole: boolean, report: WalkReport): Generator<Entry> {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch {
    report.unreadable(folder.toString());
    return;
  }
  for (const entry of entries.toSorted((a, b) => Buffer.compare(a.name, b.name))) {
    const path = below(folder, entry.name);
    const name = entry.name.toString();
    if (entry.isFile()) yield { file: path, size: sizeOf(path) ?? 0 };
    else if (!entry.isDirectory()) continue;
    else if (whole || (name !== '.git' && !OF_TOOLS.has(name))) yield* walkFolder(path, whole, report);
    else if (name !== '.git') report.leftOut(path.toString());
  }
}
