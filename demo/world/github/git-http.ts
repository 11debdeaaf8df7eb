import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Callers } from './callers.ts';
import { makeRequest, type GitHubRequest } from './exchange.ts';
import type { Interference } from './interference.ts';

/** A request of git, as the world remembers it. */
export interface GitRequest {
  /** `OWNER/NAME`, or `OWNER/NAME.wiki`. */
  readonly repository: string;
  readonly service: 'info/refs' | 'git-upload-pack';
  readonly status: number;
}

const PATH = /^\/([^/]+\/[^/]+?)\.git\/(info\/refs|git-upload-pack)$/;
/** What GitHub allows: partial clones, and any commit that it still has. */
const CONFIGURATION = ['-c', 'uploadpack.allowFilter=true', '-c', 'uploadpack.allowAnySHA1InWant=true'];
const FIRST_LINE = '001e# service=git-upload-pack\n0000';

/**
 * Git over smart HTTP, for repositories that a test attached: real bare ones on the disk, served by git itself. Only an
 * installation of the repository's owner may read. https://git-scm.com/docs/gitprotocol-http
 */
export class GitHttp {
  readonly #callers: Callers;
  readonly #installations: Readonly<Record<string, number>>;
  readonly #interference: Interference;
  readonly #folders = new Map<string, string>();
  readonly #requests: GitRequest[] = [];

  constructor(callers: Callers, installations: Readonly<Record<string, number>>, interference: Interference) {
    this.#callers = callers;
    this.#installations = installations;
    this.#interference = interference;
  }

  get requests(): readonly GitRequest[] {
    return this.#requests;
  }

  /** From now on this bare repository is what git gets of `OWNER/NAME` (or `OWNER/NAME.wiki`). */
  attach(repository: string, folder: string | undefined): void {
    if (folder === undefined) this.#folders.delete(repository.toLowerCase());
    else this.#folders.set(repository.toLowerCase(), folder);
  }

  isFor(path: string): boolean {
    return PATH.test(path);
  }

  /** Answers a request of git. */
  async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://github.invalid');
    const [, repository = '', service = ''] = PATH.exec(url.pathname) ?? [];
    const gone = new Promise<void>((resolve) => void response.once('close', resolve));
    const request = makeRequest(incoming.method ?? 'GET', url.pathname + url.search, {
      headers: { authorization: this.#bearer(incoming.headers.authorization) },
    });
    await this.#interference.hold(request, 'before', gone);
    if (response.destroyed) return;
    const folder = this.#folders.get(repository.toLowerCase());
    const refusal = this.#refusal(request, repository, folder);
    this.#requests.push({
      repository,
      service: service === 'info/refs' ? service : 'git-upload-pack',
      status: refusal ?? 200,
    });
    if (refusal !== undefined || folder === undefined) {
      incoming.resume();
      const challenge = refusal === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
      response.writeHead(refusal ?? 404, { 'content-type': 'text/plain', ...challenge }).end('refused\n');
      return;
    }
    await this.#uploadPack(incoming, response, folder, service === 'info/refs');
    await this.#interference.hold(request, 'after', gone);
  }

  #refusal(request: GitHubRequest, repository: string, folder: string | undefined): number | undefined {
    const caller = this.#callers.identify(request);
    if (caller.kind === 'anonymous' || caller.kind === 'unknown') return 401;
    const [owner = ''] = repository.split('/');
    const mayRead = caller.kind === 'installation' && this.#installations[owner] === caller.installationId;
    return mayRead && folder !== undefined ? undefined : 404;
  }

  /** git sends `Basic`, with the token as the password. */
  #bearer(header = ''): string {
    const basic = /^basic (.+)$/i.exec(header)?.[1];
    if (basic === undefined) return '';
    const [user, token = ''] = Buffer.from(basic, 'base64').toString().split(':', 2);
    return user === 'x-access-token' ? `Bearer ${token}` : 'Bearer -';
  }

  async #uploadPack(
    incoming: IncomingMessage,
    response: ServerResponse,
    folder: string,
    isAdvertisement: boolean,
  ): Promise<void> {
    const protocol = String(incoming.headers['git-protocol'] ?? '');
    const child = spawn(
      'git',
      [
        ...CONFIGURATION,
        'upload-pack',
        '--stateless-rpc',
        ...(isAdvertisement ? ['--advertise-refs'] : []),
        folder,
      ],
      { env: { ...process.env, GIT_PROTOCOL: protocol }, stdio: ['pipe', 'pipe', 'ignore'] },
    );
    const type = `application/x-git-upload-pack-${isAdvertisement ? 'advertisement' : 'result'}`;
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
    if (isAdvertisement && !protocol.includes('version=2')) response.write(FIRST_LINE);
    const body = incoming.headers['content-encoding'] === 'gzip' ? incoming.pipe(createGunzip()) : incoming;
    const input = isAdvertisement ? Promise.resolve(child.stdin.end()) : pipeline(body, child.stdin);
    // A client that was killed, or that asked for what is not there, is no fault of the world.
    await Promise.allSettled([input, pipeline(child.stdout, response)]);
    child.kill();
  }
}
