import type { WorkTree } from './work-tree.ts';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

const STATUSES: Readonly<Record<string, string>> = {
  A: 'added',
  M: 'modified',
  D: 'removed',
  R: 'renamed',
  T: 'changed',
};

/** A file in the form of GitHub's `diff-entry`. */
export interface FileAnswer {
  readonly sha: string;
  readonly filename: string;
  readonly status: string;
  readonly additions: number;
  readonly deletions: number;
  readonly changes: number;
  readonly previous_filename?: string;
  readonly patch?: string;
}

function hunksOf(section: string): string | undefined {
  const start = section.search(/^@@ /m);
  return start === -1 ? undefined : section.slice(start).replace(/\n$/, '');
}

/** The files of a commit against its first parent, as git itself tells them. */
export function filesOf(tree: WorkTree, commit: string): FileAnswer[] {
  const parent = parentsOf(tree, commit)[0]?.sha ?? EMPTY_TREE;
  const diff = (...options: readonly string[]) => tree.git('diff', '-M', ...options, parent, commit);
  const raw = diff('--raw', '-z', '--abbrev=40', '--no-abbrev').split('\0');
  const counts = diff('--numstat').split('\n');
  const sections = diff('-U3')
    .split(/^diff --git .*\n/m)
    .slice(1);
  const files: FileAnswer[] = [];
  for (let at = 0; raw[at];) {
    const [, , before = '', after = '', letters = ''] = (raw[at] ?? '').split(' ');
    const isRename = letters.startsWith('R');
    const index = files.length;
    const [added = '0', deleted = '0'] = (counts[index] ?? '').split('\t');
    const [additions, deletions] = [Number(added) || 0, Number(deleted) || 0];
    const patch = hunksOf(sections[index] ?? '');
    files.push({
      sha: letters === 'D' ? before : after,
      filename: raw[at + (isRename ? 2 : 1)] ?? '',
      status: STATUSES[letters.charAt(0)] ?? letters,
      additions,
      deletions,
      changes: additions + deletions,
      ...(isRename ? { previous_filename: raw[at + 1] ?? '' } : {}),
      ...(patch === undefined ? {} : { patch }),
    });
    at += isRename ? 3 : 2;
  }
  return files;
}

/** The ids of the parents, first parent first. */
export function parentsOf(tree: WorkTree, commit: string): { sha: string }[] {
  const ids = tree.git('log', '-1', '--format=%P', commit).trim().split(' ').filter(Boolean);
  return ids.map((sha) => ({ sha }));
}
