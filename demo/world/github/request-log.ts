import { createHash } from 'node:crypto';
import type { Caller } from './callers.ts';
import type { GitHubRequest } from './exchange.ts';
import { isRecord } from './json.ts';
import { checkGraphQL } from './openapi/validate-graphql.ts';
import { createRequestChecker, type Violation } from './openapi/validate-request.ts';

/** One request that came over the wire. Headers are not kept: they hold tokens. */
export interface LoggedRequest {
  readonly at: Date;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With a leading `?`, or empty. */
  readonly query: string;
  /** Parsed JSON. The values in a call of POST /credentials/revoke are replaced by their SHA-256. */
  readonly body: unknown;
  readonly caller: Caller['kind'];
  /** Differences from GitHub's OpenAPI description, empty when there are none. */
  readonly violations: readonly string[];
  /** The answer's status; 0 while there is none, and for ever when it was lost. */
  readonly status: number;
  /** True when GitHub did what was asked, whatever the sender got to know of it. */
  readonly performed: boolean;
}

/** The same entry while the request is under way. */
export interface OpenLogEntry {
  readonly violations: readonly Violation[];
  finish(result: { readonly status?: number; readonly performed?: boolean }): void;
}

function withoutValues(request: GitHubRequest): unknown {
  if (request.path !== '/credentials/revoke' || !isRecord(request.body)) return request.body;
  const values = [request.body['credentials']].flat();
  const hashes = values.map((value) => `sha256:${createHash('sha256').update(String(value)).digest('hex')}`);
  return { credentials: hashes };
}

/** Keeps what came over the wire and checks each request against GitHub's description. */
export class RequestLog {
  readonly #entries: LoggedRequest[] = [];
  readonly #check = createRequestChecker();

  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  get violations(): readonly string[] {
    return this.#entries.flatMap(({ violations }) => violations);
  }

  open(request: GitHubRequest, caller: Caller['kind']): OpenLogEntry {
    const violations =
      request.path === '/graphql'
        ? checkGraphQL(request.method, request.body)
        : this.#check(request.method, request.path, request.query, request.body);
    const query = request.query.toString();
    const index = this.#entries.length;
    this.#entries.push({
      at: new Date(),
      method: request.method,
      path: request.path,
      query: query === '' ? '' : `?${query}`,
      body: withoutValues(request),
      caller,
      violations: violations.map(({ message }) => message),
      status: 0,
      performed: false,
    });
    const finish: OpenLogEntry['finish'] = (result) => {
      const entry = this.#entries[index];
      if (entry !== undefined) this.#entries[index] = { ...entry, ...result };
    };
    return { violations, finish };
  }
}
