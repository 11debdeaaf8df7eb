import type { CommitText } from '../../../../src/sources/commit-text.ts';
import type { PushTask } from '../../../../src/sources/push-task.ts';
import { listPushCommits } from '../../../../src/sources/list-push-commits.ts';
import { readCommits as read } from '../../../../src/sources/read-commits.ts';
import { gitHubFromGit, type FakeGitHub, type Quirks } from './github-from-git.ts';
import type { WorkTree } from './work-tree.ts';

const ZERO = '0'.repeat(40);

/** A push of these commits to `main`. */
export function pushOf(commits: readonly string[], changes: Partial<PushTask> = {}): PushTask {
  const head = commits.at(-1) ?? ZERO;
  return {
    kind: 'push',
    installationId: 7,
    repository: { id: 1, owner: 'octo', name: 'demo', private: true, defaultBranch: 'main' },
    ref: 'refs/heads/main',
    before: 'a'.repeat(40),
    after: head,
    head,
    created: false,
    forced: false,
    commits,
    truncated: false,
    touchesPolicy: false,
    ...changes,
  };
}

/** Stands in for the detector's own tests. */
export const TESTS = {
  isSurface: (path: string) => path.endsWith('.mcp.json'),
  looksLikeServerMap: (content: string) => content.includes('mcpServers'),
};

/** Reads the push to its end. */
async function readAll(
  github: FakeGitHub,
  task: PushTask,
): Promise<{
  readonly texts: readonly CommitText[];
  readonly notes: readonly string[];
  readonly missing: readonly string[];
}> {
  const { octokit } = github;
  const reading = read(octokit, task.repository, (notes) => listPushCommits(octokit, task, notes), TESTS);
  const texts: CommitText[] = [];
  for await (const text of reading.texts) texts.push(text);
  return { texts, notes: reading.notes(), missing: reading.missing() };
}

/** Where a value stands in a text, as a finding would say it: lines of the content and of the file. */
export function locate(
  text: CommitText | undefined,
  value: string,
): { readonly line: number; readonly fileLine: number } {
  const line = (text?.content.split('\n').findIndex((part) => part.includes(value)) ?? -1) + 1;
  return { line, fileLine: line === 0 ? 0 : (text?.lineOf(line) ?? 0) };
}

/** Whether a value in a text came with its commit. */
export async function introduces(text: CommitText | undefined, value: string): Promise<boolean | undefined> {
  const { line } = locate(text, value);
  return line === 0 ? undefined : text?.introduces(line, line, value);
}

/** Reads commits of a repository from the GitHub that is made from it. */
export async function readCommits(tree: WorkTree, commits: readonly string[], quirks: Quirks = {}) {
  const github = gitHubFromGit(tree, quirks);
  const { texts, ...rest } = await readAll(github, pushOf(commits));
  const at = (path: string): CommitText | undefined => texts.find((text) => text.path === path);
  return { ...rest, texts, at, requests: github.requests, accepts: github.accepts };
}

/** `count` numbered lines, some of them replaced. */
export function numbered(count: number, changes: Readonly<Record<number, string>> = {}): string {
  return Array.from({ length: count }, (_, index) => `${changes[index + 1] ?? `line ${index + 1}`}\n`).join(
    '',
  );
}

/** Leaves the patch of a file out, as GitHub does for large ones. */
export function withoutPatch(path: string): Quirks {
  return { file: ({ patch, ...file }) => (file.filename === path ? file : { ...file, patch }) };
}
