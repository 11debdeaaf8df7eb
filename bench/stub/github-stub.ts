import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the stub knows of a push: whether its one commit brings a token. */
export interface StubPush {
  readonly id: number;
  /** The token in the pushed `.mcp.json`; undefined for a clean push. */
  readonly token?: string;
}

/** A GitHub that answers what one push needs, from memory, as fast as node:http can. */
export interface GitHubStub {
  /** The push of each commit. */
  readonly pushes: Map<string, StubPush>;
  /** Requests by `METHOD /path` with ids replaced. */
  readonly requests: Map<string, number>;
  /** Told when the check run of a commit is made. */
  onCheck: (sha: string) => void;
  handle(request: IncomingMessage, response: ServerResponse, body: string): boolean;
}

const CLEAN_PATCH =
  '@@ -1,3 +1,4 @@\n import { total } from "./total.js";\n+import { round } from "./round.js";\n \n export const sum = total;';

function commitOf(sha: string, push: StubPush, mcpUrl: string): object {
  const config = JSON.stringify(
    { mcpServers: { billing: { url: mcpUrl, headers: { Authorization: `Bearer ${push.token}` } } } },
    null,
    2,
  ).split('\n');
  const patch = `@@ -0,0 +1,${config.length} @@\n${config.map((line) => `+${line}`).join('\n')}`;
  const file = push.token
    ? {
        filename: '.mcp.json',
        status: 'added',
        additions: config.length,
        deletions: 0,
        changes: config.length,
        patch,
      }
    : {
        filename: 'src/sum.js',
        status: 'modified',
        additions: 1,
        deletions: 0,
        changes: 1,
        patch: CLEAN_PATCH,
      };
  return { sha, parents: [{ sha: 'b'.repeat(40) }], commit: { message: 'x' }, files: [{ sha, ...file }] };
}

function fileOf(text: string | undefined): readonly [number, object] {
  if (text === undefined) return [404, { message: 'Not Found' }];
  const content = Buffer.from(text).toString('base64');
  return [200, { type: 'file', sha: 'p', size: text.length, encoding: 'base64', content }];
}

/**
 * @param policy text of `.github/rekey.yml` in every repository
 * @param mcpUrl the MCP server in the leaked configuration
 * @param organisationPolicy the same of every organisation; absent: it has none
 */
export function createGitHubStub(policy: string, mcpUrl: string, organisationPolicy?: string): GitHubStub {
  let nextId = 1;
  const routes: readonly [
    string,
    RegExp,
    (stub: GitHubStub, found: RegExpExecArray, body: string) => readonly [number, object],
  ][] = [
    [
      'POST',
      /^\/app\/installations\/\d+\/access_tokens$/,
      () => [
        201,
        { token: `stub-${randomUUID()}`, expires_at: new Date(Date.now() + 3_600_000), permissions: {} },
      ],
    ],
    ['GET', /^\/repos\/[^/]+\/repo-[^/]+\/contents\/\.github(?:\/|%2F)rekey\.yml$/, () => fileOf(policy)],
    ['GET', /^\/repos\/[^/]+\/\.github\/contents\/.*rekey\.yml$/, () => fileOf(organisationPolicy)],
    [
      'GET',
      /^\/repos\/[^/]+\/[^/]+\/commits\/([0-9a-f]{40})$/,
      (stub, [, sha = '']) => [200, commitOf(sha, stub.pushes.get(sha) ?? { id: 0 }, mcpUrl)],
    ],
    [
      'POST',
      /^\/repos\/[^/]+\/[^/]+\/check-runs$/,
      (stub, _found, body) => {
        const { head_sha: sha } = JSON.parse(body) as { head_sha: string };
        stub.onCheck(sha);
        return [201, { id: nextId++, output: { annotations_count: 0 } }];
      },
    ],
    [
      'POST',
      /^\/repos\/[^/]+\/[^/]+\/issues$/,
      () => [201, { number: nextId++, state: 'open', body: '', title: '', locked: false }],
    ],
    ['PATCH', /^\/repos\/[^/]+\/[^/]+\/issues\/(\d+)$/, () => [200, { number: 1, state: 'closed' }]],
  ];
  const stub: GitHubStub = {
    pushes: new Map(),
    requests: new Map(),
    onCheck: () => undefined,
    handle(request, response, body) {
      const path = request.url?.split('?')[0] ?? '/';
      for (const [method, pattern, answer] of routes) {
        const found = request.method === method ? pattern.exec(path) : null;
        if (!found) continue;
        const name = `${method} ${path.replace(/^\/repos\/[^/]+\/[^/]+/, '').replace(/\d+|[0-9a-f]{40}/g, ':id')}`;
        stub.requests.set(name, (stub.requests.get(name) ?? 0) + 1);
        const [status, json] = answer(stub, found, body);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
        return true;
      }
      return false;
    },
  };
  return stub;
}
