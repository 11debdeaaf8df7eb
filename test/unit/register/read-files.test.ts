import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { ProbotOctokit } from 'probot';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { readFiles } from '../../../src/jobs/register/read-files.ts';
import type { Store } from '../../../src/store/database.ts';
import { githubPat } from '../../support/credentials.ts';
import { deploying, registered } from '../../support/register-rows.ts';
import { openTestStore } from '../../support/test-store.ts';

interface Entry {
  readonly content: string;
  readonly mode?: string;
  readonly type?: string;
  readonly size?: number;
}

const CONFIG = '.mcp.json';
const shaOf = (content: string) => createHash('sha1').update(content).digest('hex');

/** GitHub as far as a tree and its blobs go. */
class Repository {
  files: Record<string, Entry> = {};
  truncated = false;
  /** Instead of a tree. */
  status = 200;
  asked: string[] = [];

  readonly fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const path = new URL(url instanceof Request ? url.url : url).pathname.replace('/repos/acme/app/git/', '');
    this.asked.push(path);
    if (path !== 'trees/HEAD') {
      const found = Object.values(this.files).find(({ content }) => path === `blobs/${shaOf(content)}`);
      return new Response(found?.content ?? '', {
        headers: { 'content-type': 'application/vnd.github.raw' },
      });
    }
    if (this.status !== 200) return Response.json({ message: 'no' }, { status: this.status });
    const tree = Object.entries(this.files).map(
      ([name, { content, mode = '100644', type = 'blob', size }]) => ({
        path: name,
        mode,
        type,
        sha: shaOf(content),
        size: size ?? content.length,
      }),
    );
    const body = JSON.stringify({ sha: shaOf(JSON.stringify(tree)), truncated: this.truncated, tree });
    const etag = `"${shaOf(body)}"`;
    if (new Headers(init?.headers).get('if-none-match') === etag) return new Response(null, { status: 304 });
    return new Response(body, { headers: { etag, 'content-type': 'application/json' } });
  };
}

let store: Store & { remove(): Promise<void> };
let github: Repository;
let lines: string[];
let id = 100;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());
beforeEach(async () => {
  github = new Repository();
  lines = [];
  id += 1;
  await store.db
    .insertInto('repositories')
    .values({ id, installation_id: 7, owner: 'acme', name: 'app', private: true })
    .execute();
});

async function read(installationId = 7): Promise<readonly string[]> {
  github.asked = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const octokit = new ProbotOctokit({
    request: { fetch: github.fetch },
    retry: { enabled: false },
    throttle: { enabled: false },
  });
  const repository = { id, owner: 'acme', name: 'app', private: true, defaultBranch: 'main' };
  const context = { db: store.db, log } as unknown as JobContext;
  await readFiles({ context, octokit, repository, key: { installationId, repositoryId: id } });
  return github.asked.map((path) => path.split('/')[0] ?? '');
}

const servers = async () =>
  (
    await store.db
      .selectFrom('mcp_servers')
      .select(['name', 'path', 'installation_id'])
      .where('repository_id', '=', id)
      .where('gone_at', 'is', null)
      .orderBy('path')
      .orderBy('name')
      .execute()
  ).map((row) => `${row.installation_id} ${row.path} ${row.name}`);
const codeOwners = () =>
  store.db
    .selectFrom('register_reads')
    .select(['code_owners', 'due_at'])
    .where('repository_id', '=', id)
    .executeTakeFirstOrThrow();
const config = (...names: string[]): Entry => ({
  content: registered(Object.fromEntries(names.map((name) => [name, 'API_TOKEN']))),
});

describe('the files of a repository', () => {
  it('are read once, and again only where they changed', async () => {
    github.files = {
      [CONFIG]: config('a'),
      '.github/workflows/d.yml': { content: deploying('X') },
      'src/a.ts': { content: '' },
    };
    expect(await read()).toEqual(['trees', 'blobs', 'blobs']);
    expect(await read()).toEqual(['trees']);
    github.files[CONFIG] = config('b');
    expect(await read()).toEqual(['trees', 'blobs']);
    expect(await servers()).toEqual(['7 .mcp.json b']);
  });

  it('are gone after a rename from their old place, and with the branch that a forced push rewrote', async () => {
    github.files = { [CONFIG]: config('a') };
    await read();
    github.files = { 'sub/.mcp.json': config('a') };
    await read();
    expect(await servers()).toEqual(['7 sub/.mcp.json a']);
    github.files = {};
    await read();
    expect(await servers()).toEqual([]);
  });

  it('say nothing where they are links, submodules, pointers to large files, too large or no text', async () => {
    github.files = {
      'a/.mcp.json': { ...config('link'), mode: '120000' },
      'b/.mcp.json': { ...config('module'), mode: '160000', type: 'commit' },
      'c/.mcp.json': {
        content: `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`,
      },
      'd/.mcp.json': { ...config('large'), size: 2_000_000 },
      'e/.mcp.json': { content: '\0\0\0\0' },
    };
    expect(await read()).toEqual(['trees', 'blobs', 'blobs']);
    expect(await servers()).toEqual([]);
    expect(await read()).toEqual(['trees']);
  });

  it('are those of an empty repository: none, as soon as it is empty', async () => {
    github.files = { [CONFIG]: config('a') };
    await read();
    github.status = 409;
    expect(await read()).toEqual(['trees']);
    expect(await servers()).toEqual([]);
    github.status = 404;
    expect(await read()).toEqual(['trees']);
  });

  it('stay where GitHub does not show all of them, which the log says', async () => {
    github.files = { [CONFIG]: config('a'), 'z/.mcp.json': config('z') };
    await read();
    github.files = { [CONFIG]: config('b') };
    github.truncated = true;
    await read();
    expect(await servers()).toEqual(['7 .mcp.json b', '7 z/.mcp.json z']);
    expect(lines.filter((line) => line.includes('more files than GitHub shows'))).toHaveLength(1);
  });

  it('are read 200 at a time, the rest at once after', async () => {
    github.files = Object.fromEntries(
      Array.from({ length: 230 }, (_, at) => [`${String(at).padStart(3, '0')}/.mcp.json`, config(`s${at}`)]),
    );
    expect(await read()).toHaveLength(201);
    expect((await codeOwners()).due_at.getTime()).toBeLessThanOrEqual(Date.now());
    expect(await read()).toHaveLength(31);
    expect(await read()).toEqual(['trees']);
    expect(await servers()).toHaveLength(230);
  });

  it('are read anew for another installation, in whose name they stand from then on', async () => {
    github.files = { [CONFIG]: config('a') };
    await read();
    expect(await read(8)).toEqual(['trees', 'blobs']);
    expect(await servers()).toEqual(['8 .mcp.json a']);
  });

  it('tell the owners: of several files the first that GitHub takes', async () => {
    github.files = { CODEOWNERS: { content: '* @root' } };
    await read();
    expect((await codeOwners()).code_owners).toBe('* @root');
    github.files['.github/CODEOWNERS'] = { content: '* @first' };
    await read();
    expect((await codeOwners()).code_owners).toBe('* @first');
    delete github.files['.github/CODEOWNERS'];
    await read();
    expect((await codeOwners()).code_owners).toBe('* @root');
    github.files = {};
    await read();
    expect((await codeOwners()).code_owners).toBeNull();
  });

  it('leave nothing of a credential that stands in their names', async () => {
    const token = githubPat();
    const server = { command: 'npx', args: ['x'], env: { API_TOKEN: token } };
    github.files = {
      [`${token}/.mcp.json`]: {
        content: JSON.stringify({ mcpServers: { [token]: server, [`my-${token}`]: server } }),
      },
    };
    await read();
    expect(await servers()).toHaveLength(2);
    expect(JSON.stringify(await servers())).not.toContain(token.slice(8, 20));
    expect(await read()).toEqual(['trees']);
  });
});
