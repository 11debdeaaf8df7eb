import { afterAll, afterEach, expect } from '@jest/globals';
import nock from 'nock';
import { ProbotOctokit } from 'probot';
import type { Octokit } from '../../../../src/github/types.ts';
import { createGitHubValidator } from '../../../../demo/world/github/openapi/validate-request.ts';
import { filesOf, parentsOf, type FileAnswer } from './commit-answer.ts';
import type { WorkTree } from './work-tree.ts';

// Nock patches Node's own network modules, which all test files of a worker share: left in place, it would take the
// requests of the next file.
afterAll(() => nock.restore());

// Every request is checked against GitHub's own OpenAPI description.
const validate = createGitHubValidator();
const violations: string[] = [];
afterEach(() => expect(violations.splice(0)).toEqual([]));

const API = 'https://api.github.com';
const REPOSITORY = '/repos/octo/demo';
const RAW_TYPE = 'application/vnd.github.raw+json; charset=utf-8';

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A GitHub whose answers are made from a real repository, in the form of the REST description. */
export interface FakeGitHub {
  readonly octokit: Octokit;
  /** Path and query of every request, without the repository's prefix. */
  readonly requests: string[];
  /** `accept` header of every request. */
  readonly accepts: string[];
}

/** How this GitHub differs from git, for what only GitHub does. */
export interface Quirks {
  /** Changes a file's entry in a commit's answer. */
  readonly file?: (file: FileAnswer) => object;
  /** Answers these requests itself: status by the beginning of the path. */
  readonly fail?: Readonly<Record<string, number>>;
  /** Answers blobs as JSON, as servers do that do not know the raw media type. */
  readonly jsonBlobs?: boolean;
  /** Says that trees have more entries than it shows. */
  readonly cutsTrees?: boolean;
}

const FOUND = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  headers,
});
const MISSING: Answer = { status: 404, body: { message: 'Not Found' } };

function paged<T>(
  items: readonly T[],
  url: URL,
  size: number,
): { part: readonly T[]; headers: Record<string, string> } {
  const perPage = Number(url.searchParams.get('per_page') ?? size);
  const page = Number(url.searchParams.get('page') ?? 1);
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  const hasNext = page * perPage < items.length;
  return {
    part: items.slice((page - 1) * perPage, page * perPage),
    headers: hasNext ? { link: `<${next.href}>; rel="next", <${url.href}>; rel="last"` } : {},
  };
}

const DIFFS = new Map<string, readonly FileAnswer[]>();

function commitAnswer(tree: WorkTree, quirks: Quirks, sha: string, url: URL): Answer {
  // Worked out once for all pages of a commit: a commit never changes.
  const all = DIFFS.get(sha) ?? filesOf(tree, sha).slice(0, 3000);
  DIFFS.set(sha, all);
  const { part, headers } = paged(all, url, 300);
  const files = part.map((file) => quirks.file?.(file) ?? file);
  return FOUND({ sha, parents: parentsOf(tree, sha), files }, headers);
}

function listAnswer(tree: WorkTree, sha: string, url: URL): Answer {
  const { part, headers } = paged(tree.git('rev-list', sha).trim().split('\n'), url, 30);
  return FOUND(
    part.map((id) => ({ sha: id })),
    headers,
  );
}

function compareAnswer(tree: WorkTree, basehead: string, url: URL): Answer {
  const [base = '', head = ''] = basehead.split('...');
  tree.git('merge-base', base, head);
  const commits = tree.git('rev-list', '--reverse', `${base}..${head}`).split('\n').filter(Boolean);
  const { part, headers } = paged(commits, url, 250);
  return FOUND({ total_commits: commits.length, commits: part.map((sha) => ({ sha })), files: [] }, headers);
}

function treeAnswer(tree: WorkTree, quirks: Quirks, sha: string): Answer {
  const entries = tree.git('ls-tree', '-r', '-t', '-z', sha).split('\0').filter(Boolean);
  const parsed = entries.map((entry) => {
    const [facts = '', path = ''] = entry.split('\t');
    const [mode, type, id] = facts.split(' ');
    return { path, mode, type, sha: id };
  });
  return FOUND({ sha, tree: parsed, truncated: quirks.cutsTrees ?? false });
}

function answer(tree: WorkTree, quirks: Quirks, path: string, url: URL): Answer {
  const [kind = '', ...rest] = path.split('/').slice(1).map(decodeURIComponent);
  const name = rest.join('/');
  const ref = url.searchParams.get('ref') ?? 'main';
  const raw = (object: string) => FOUND(tree.bytes('cat-file', 'blob', object), { 'content-type': RAW_TYPE });
  if (kind === 'commits' && name === '') return listAnswer(tree, url.searchParams.get('sha') ?? 'main', url);
  if (kind === 'commits') return commitAnswer(tree, quirks, name, url);
  if (kind === 'compare') return compareAnswer(tree, name, url);
  if (kind === 'contents') return raw(`${ref}:${name}`);
  if (rest[0] === 'trees') return treeAnswer(tree, quirks, rest[1] ?? '');
  if (rest[0] === 'commits') return FOUND({ sha: rest[1], parents: parentsOf(tree, rest[1] ?? '') });
  if (!quirks.jsonBlobs) return raw(rest[1] ?? '');
  const content = tree.bytes('cat-file', 'blob', rest[1] ?? '').toString('base64');
  return FOUND({ sha: rest[1], size: content.length, encoding: 'base64', content });
}

function answerOrMissing(tree: WorkTree, quirks: Quirks, path: string, url: URL): Answer {
  try {
    return answer(tree, quirks, path, url);
  } catch {
    return MISSING;
  }
}

/** An octokit as Probot makes it, but without waiting and trying again, whose every request is checked. */
export function octokitForTests(): Octokit {
  const octokit = new ProbotOctokit({
    auth: { token: 'none' },
    retry: { enabled: false },
    throttle: { enabled: false },
  });
  octokit.hook.before('request', (options) => {
    const { method, url, body } = octokit.request.endpoint.parse(options);
    const { pathname, searchParams } = new URL(url);
    violations.push(...validate(method, pathname, searchParams, body));
  });
  return octokit;
}

/** Serves `octo/demo` from the work tree until `nock.cleanAll()`. */
export function gitHubFromGit(tree: WorkTree, quirks: Quirks = {}): FakeGitHub {
  const requests: string[] = [];
  const accepts: string[] = [];
  nock(API)
    .persist()
    .get((uri: string) => uri.startsWith(`${REPOSITORY}/`))
    .reply((request: Request) => {
      const url = new URL(request.url);
      const path = url.pathname.slice(REPOSITORY.length);
      requests.push(path + url.search);
      accepts.push(request.headers.get('accept') ?? '');
      const failure = Object.entries(quirks.fail ?? {}).find(([start]) => path.startsWith(start));
      const { status, body, headers } = failure
        ? { status: failure[1], body: { message: 'failed' } }
        : answerOrMissing(tree, quirks, path, url);
      if (Buffer.isBuffer(body)) return [status, body, headers ?? {}];
      return [
        status,
        JSON.stringify(body),
        { 'content-type': 'application/json; charset=utf-8', ...headers },
      ];
    });
  return { octokit: octokitForTests(), requests, accepts };
}
