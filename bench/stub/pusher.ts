import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGitHubStub, type GitHubStub } from './github-stub.ts';
import { createIssuerStub, type IssuerStub } from './issuer-stub.ts';

/** GitHub, an authorization server and an MCP server on one origin, and what is waited for at them. */
export interface Stubs {
  readonly origin: string;
  readonly github: GitHubStub;
  readonly issuer: IssuerStub;
  /** Called when the check run of a commit is made. */
  readonly checked: Map<string, () => void>;
  /** Called when a token is refused that was live: the proof of its death. */
  readonly refused: Map<string, () => void>;
  close(): void;
}

/** Starts them; every repository has a policy that trusts the issuer, and so has its organisation where `limits` are given. */
export async function startStubs(limits?: string): Promise<Stubs> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      if (!github.handle(request, response, body) && !issuer.handle(request, response, body))
        response.writeHead(404).end('{}');
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = createIssuerStub(origin);
  const policy = `issuers:\n  - { issuer: "${origin}", client_id: rekey }\nservers:\n  - { name: billing, url: "${origin}/mcp" }\n`;
  const github = createGitHubStub(
    policy,
    `${origin}/mcp`,
    limits === undefined ? undefined : `${policy}${limits}\n`,
  );
  const checked = new Map<string, () => void>();
  github.onCheck = (sha) => checked.get(sha)?.();
  const refused = new Map<string, () => void>();
  issuer.onRefused = (token) => refused.get(token)?.();
  return {
    origin,
    github,
    issuer,
    checked,
    refused,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A push under way. */
export interface Push {
  /** Milliseconds from sending the webhook to the 202. */
  readonly accepted: Promise<number>;
  /** Resolves when the check run of its commit is made. */
  readonly checked: Promise<void>;
  /** Milliseconds from sending the webhook to the proof of death; for leaks only. */
  readonly dead?: Promise<number>;
}

/** Where a push goes. */
export interface PushTarget {
  readonly repositoryId: number;
  readonly name: string;
  readonly owner: string;
  readonly installationId: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

function post(url: string, secret: string, body: string): Promise<void> {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return new Promise((done, fail) => {
    const call = httpRequest(
      `${url}/api/github/webhooks`,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-github-event': 'push',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': signature,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 202 ? done() : fail(new Error(`webhook answered ${response.statusCode}`)),
        );
      },
    );
    call.on('error', fail);
    call.end(body);
  });
}

let pushCount = 0;

/** Sends the webhook of a push with one commit, which leaks a live token or nothing. */
export function push(
  stubs: Stubs,
  rekey: { readonly url: string; readonly secret: string },
  target: PushTarget,
  leak: boolean,
): Push {
  const { github, issuer, checked, refused } = stubs;
  pushCount += 1;
  const sha = randomBytes(20).toString('hex');
  const token = leak ? `tok${randomBytes(24).toString('base64url')}` : undefined;
  if (token) issuer.live.add(token);
  github.pushes.set(sha, token ? { id: pushCount, token } : { id: pushCount });
  const payload = {
    ref: 'refs/heads/main',
    before: 'b'.repeat(40),
    after: sha,
    created: false,
    deleted: false,
    forced: false,
    head_commit: { id: sha },
    commits: [
      {
        id: sha,
        added: [],
        removed: [],
        modified: ['src/sum.js'],
        message: 'change',
        author: { name: 'dev', email: 'dev@example.com' },
      },
    ],
    repository: {
      id: target.repositoryId,
      name: target.name,
      private: true,
      default_branch: 'main',
      owner: { login: target.owner },
    },
    installation: { id: target.installationId },
  };
  const start = performance.now();
  const done = new Promise<void>((resolve) => checked.set(sha, resolve));
  const dead = token
    ? new Promise<number>((resolve) => refused.set(token, () => resolve(performance.now() - start)))
    : undefined;
  const accepted = post(rekey.url, rekey.secret, JSON.stringify(payload)).then(
    () => performance.now() - start,
  );
  return { accepted, checked: done.finally(() => checked.delete(sha)), ...(dead ? { dead } : {}) };
}

/** Closes the connections to the servers that were pushed to. */
export const closePushes = (): void => agent.destroy();
