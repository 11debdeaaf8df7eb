import type { Octokit, RepositoryRef } from '../github/types.ts';
import { commitText, type CommitText } from './commit-text.ts';
import { decodeText, isNamedLikeText } from './decode-text.ts';
import type { CommitFile } from './github-answer.ts';
import { inOrder } from './in-order.ts';
import { knownText, type KnownText } from './known-text.ts';
import type { CommitFiles } from './list-commit-files.ts';
import { addedFile, parsePatch, type Patch } from './parse-patch.ts';
import type { ReadBudget } from './read-budget.ts';
import { readBlob, readFileAt } from './read-content.ts';
import type { ReadingNotes } from './reading-notes.ts';

/** Files fetched at once. */
const WIDTH = 8;

/** Merged parents whose version of a file is looked at; a commit with more parents is no honest merge. */
const MERGED_PARENTS_MAX = 8;

const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

/** What tells which files must be read whole. */
export interface SurfaceTests {
  /** Whether MCP configuration is kept at this path. */
  readonly isSurface: (path: string) => boolean;
  /** Whether a piece of a file looks like the server map of an MCP configuration. */
  readonly looksLikeServerMap: (content: string) => boolean;
}

/** What reading a commit works with. */
export interface CommitReading extends SurfaceTests {
  readonly octokit: Octokit;
  readonly repository: RepositoryRef;
  readonly notes: ReadingNotes;
  readonly budget: ReadBudget;
}

/** A file with its parsed diff. */
export interface FileDiff {
  readonly file: CommitFile;
  /** Absent where GitHub shows no diff or only a part of it. */
  readonly patch?: Patch;
}

const SUBMODULE = /^[+-]Subproject commit [0-9a-f]{40,64}$/m;

/** Parses the diff of a file, unless GitHub cut it. */
export function readDiff(file: CommitFile): FileDiff {
  if (file.patch === undefined) return { file };
  const patch = parsePatch(file.patch);
  const isCut = file.additions !== undefined && file.additions !== patch.added.size;
  return isCut ? { file } : { file, patch };
}

function isSubmodule({ file, patch }: FileDiff): boolean {
  return patch !== undefined && patch.lines.length <= 1 && SUBMODULE.test(file.patch ?? '');
}

/** Whether a file for which there is no diff is worth a request. No changed lines: binary, empty, or only renamed. */
function isWorthFetching(file: CommitFile, isSurface: boolean): boolean {
  if (file.sha === EMPTY_BLOB) return false;
  if (file.changes !== 0 || isSurface) return true;
  const isRename = file.status === 'renamed' || file.status === 'copied';
  return !isRename && isNamedLikeText(file.filename);
}

/** Whether a file may hold changed text that its entry does not show. */
export function hidesText({ file, patch }: FileDiff): boolean {
  return patch === undefined && isWorthFetching(file, false);
}

async function fetchWhole(
  reading: CommitReading,
  commit: string,
  file: CommitFile,
): Promise<string | undefined> {
  const { octokit, repository, notes, budget } = reading;
  if (!budget.take()) {
    notes.add('read-budget', commit);
    return undefined;
  }
  const content = file.sha
    ? await readBlob(octokit, repository, file.sha)
    : await readFileAt(octokit, repository, file.filename, commit);
  if (typeof content === 'string') {
    notes.add(content === 'gone' ? 'file-gone' : 'file-too-large', commit);
    return undefined;
  }
  budget.spend(content.byteLength);
  return decodeText(content);
}

/** An earlier version of a file, fetched once and only when asked for. One that cannot be read holds nothing. */
function versionAt(reading: CommitReading, path: string, commit: string): () => Promise<KnownText> {
  let version: Promise<KnownText> | undefined;
  const read = async () => {
    if (!reading.budget.take()) return knownText('');
    const content = await readFileAt(reading.octokit, reading.repository, path, commit);
    return knownText(typeof content === 'string' ? '' : (decodeText(content) ?? ''));
  };
  return () => (version ??= read());
}

/** GitHub's diff is against the first parent, so the other parents of a merge are always asked. */
function earlierVersions(reading: CommitReading, { parents }: CommitFiles, { file, patch }: FileDiff) {
  const previous = file.previous_filename ?? file.filename;
  const first = patch || file.status === 'added' ? [] : parents.slice(0, 1);
  return [
    ...first.map((parent) => versionAt(reading, previous, parent)),
    ...parents.slice(1, 1 + MERGED_PARENTS_MAX).map((parent) => versionAt(reading, file.filename, parent)),
  ];
}

async function readFile(
  reading: CommitReading,
  listed: CommitFiles,
  diff: FileDiff,
  removed: KnownText,
): Promise<CommitText | undefined> {
  const { file, patch } = diff;
  if (file.status === 'removed' || isSubmodule(diff)) return undefined;
  const parts = {
    path: file.filename,
    commit: listed.commit,
    ...(listed.author === undefined ? {} : { author: listed.author }),
    ...(patch ? { added: patch.added } : {}),
    removed,
    earlier: earlierVersions(reading, listed, diff),
  };
  const rebuilt = patch && file.status === 'added' ? addedFile(patch, file.additions) : undefined;
  if (rebuilt !== undefined) return commitText({ ...parts, content: rebuilt.replace(/^\uFEFF/, '') });
  const isSurface = reading.isSurface(file.filename);
  const hunks = patch?.lines.join('\n');
  if (patch && hunks !== undefined && !isSurface && !reading.looksLikeServerMap(hunks)) {
    return patch.added.size === 0
      ? undefined
      : commitText({ ...parts, content: hunks, numbers: patch.numbers });
  }
  if (!patch && !isWorthFetching(file, isSurface)) return undefined;
  const content = await fetchWhole(reading, listed.commit, file);
  return content === undefined ? undefined : commitText({ ...parts, content });
}

/**
 * The texts of one commit: every file it added or changed, surfaces first, so that they are read even when the budget
 * of a huge push ends. A commit of ordinary size needs no further request for files that are no surface.
 */
export async function* readCommit(reading: CommitReading, listed: CommitFiles): AsyncGenerator<CommitText> {
  const diffs = listed.files.map(readDiff);
  const removed = knownText(diffs.flatMap(({ patch }) => patch?.removed ?? []).join('\n'));
  const isFirst = diffs.map(({ file }) => reading.isSurface(file.filename));
  const ordered = [
    ...diffs.filter((_, index) => isFirst[index]),
    ...diffs.filter((_, index) => !isFirst[index]),
  ];
  for await (const text of inOrder(ordered, WIDTH, (diff) => readFile(reading, listed, diff, removed))) {
    if (text) yield text;
  }
}
