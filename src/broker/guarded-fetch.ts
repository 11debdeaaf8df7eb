import { Agent, type Dispatcher } from 'undici';
import { RekeyError } from '../base/errors.ts';
import { checkUrl } from './check-url.ts';
import { codeOf } from './error-code.ts';
import { ALLOW_NOTHING, type EgressAllow } from './egress-allow.ts';
import { createGuardedLookup, resolveWithSystem, type ResolveHost } from './guarded-lookup.ts';
import { readLimitedBody, tooLarge } from './read-limited-body.ts';

export { parseEgressAllow } from './egress-allow.ts';

/** Time for the whole exchange, name lookup to last byte, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 5000;
/** Largest body that is read, in bytes, before and after decompression. */
export const DEFAULT_MAX_BYTES = 65_536;

/** Shorter than the five seconds after which many servers drop an idle connection. */
const KEEP_ALIVE_MS = 2000;
const CONNECTIONS_PER_ORIGIN = 8;
/** These must come without a body in a `Response`. */
const EMPTY_STATUS = new Set([204, 205, 304]);
/** The answer to a conditional request: it names no other place. */
const NOT_MODIFIED = 304;

export interface GuardedInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | null | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Only status and headers are wanted: the call ends with them, and the body is dropped within the same limits. */
  readonly discardBody?: boolean;
}

/** An answer that is read while it arrives. */
export interface OpenAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the connection. */
  close(): void;
}

/** The broker's only way out. The answer is complete in memory; rejects with RekeyError of an `EGRESS_…` code. */
export interface GuardedFetch {
  (url: string | URL, init?: GuardedInit): Promise<Response>;
  /**
   * The same, but for the time and the size of the body, which the caller bounds: for streams, which have no end.
   * Only its head must arrive in time.
   */
  open?(url: string | URL, init: GuardedInit & { readonly signal: AbortSignal }): Promise<OpenAnswer>;
  /** Closes the kept connections; later calls fail. */
  close(): Promise<void>;
}

/**
 * Makes the broker's only way out: https to public addresses, unless the operator allows more. Redirects are
 * refused, not followed, since Node's fetch would repeat a credential's POST at the new place (307, 308). No cookies
 * are kept, no proxy is read from the environment, and errors carry no part of the URL, the request or the answer.
 *
 * Codes: EGRESS_INSECURE (not https, userinfo, no URL), EGRESS_BLOCKED_ADDRESS, EGRESS_REDIRECT, EGRESS_TOO_LARGE,
 * EGRESS_TIMEOUT, EGRESS_FAILED (connection, TLS, name lookup, aborted by the caller).
 *
 * @param options.lookup resolver of host names; every address that it gives is checked inside the socket's lookup
 */
export function createGuardedFetch(
  options: {
    readonly allow?: EgressAllow;
    readonly timeoutMs?: number;
    readonly maxBytes?: number;
    readonly lookup?: ResolveHost;
  } = {},
): GuardedFetch {
  const { allow = ALLOW_NOTHING, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = options;
  const openAgent = (intranet: boolean) =>
    new Agent({
      connections: CONNECTIONS_PER_ORIGIN,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: {
        lookup: createGuardedLookup(options.lookup ?? resolveWithSystem, allow, { intranet }),
        timeout: timeoutMs,
      },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      allowH2: false,
    });
  const publicAgent = openAgent(false);
  const intranetAgent = openAgent(true);

  const guardedFetch = async (target: string | URL, init: GuardedInit = {}): Promise<Response> => {
    const { url, intranet } = checkUrl(target, allow);
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await (intranet ? intranetAgent : publicAgent).request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: init.method ?? 'GET',
        headers: { 'user-agent': 'rekey', ...init.headers, 'accept-encoding': 'identity' },
        body: init.body?.toString() ?? null,
        signal: init.signal ? AbortSignal.any([limit, init.signal]) : limit,
      });
      return await readAnswer(answer, init.discardBody ?? false, maxBytes);
    } catch (error) {
      throw toEgressError(error, limit);
    }
  };
  const open = async (
    target: string | URL,
    init: GuardedInit & { readonly signal: AbortSignal },
  ): Promise<OpenAnswer> => {
    const { url, intranet } = checkUrl(target, allow);
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeoutMs);
    try {
      const answer = await (intranet ? intranetAgent : publicAgent).request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: init.method ?? 'GET',
        headers: { 'user-agent': 'rekey', ...init.headers, 'accept-encoding': 'identity' },
        body: init.body?.toString() ?? null,
        bodyTimeout: 0,
        signal: AbortSignal.any([limit.signal, init.signal]),
      });
      return openAnswer(answer, maxBytes);
    } catch (error) {
      throw toEgressError(error, limit.signal);
    } finally {
      clearTimeout(timer);
    }
  };
  const close = async () => {
    await Promise.all([publicAgent.destroy(), intranetAgent.destroy()]);
  };
  return Object.assign(guardedFetch, { close, open });
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
  discard: boolean,
  maxBytes: number,
): Promise<Response> {
  const { statusCode: status, headers, body } = answer;
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'set-cookie') continue;
    for (const item of Array.isArray(value) ? value : [value]) kept.append(name, item);
  }
  refuseRedirect(answer, maxBytes);
  if (discard) {
    drop(body, maxBytes);
    return new Response(null, { status, headers: kept });
  }
  if (Number(headers['content-length']) > maxBytes) {
    body.destroy();
    throw tooLarge(maxBytes);
  }
  const bytes = await readLimitedBody(body, kept.get('content-encoding') ?? undefined, maxBytes);
  kept.delete('content-encoding');
  kept.delete('content-length');
  return new Response(EMPTY_STATUS.has(status) ? null : bytes, { status, headers: kept });
}

function refuseRedirect({ statusCode, body }: Dispatcher.ResponseData, maxBytes: number): void {
  if (statusCode < 300 || statusCode >= 400 || statusCode === NOT_MODIFIED) return;
  drop(body, maxBytes);
  throw new RekeyError(
    'EGRESS_REDIRECT',
    'The server answered with a redirect, which the broker never follows.',
  );
}

function openAnswer(answer: Dispatcher.ResponseData, maxBytes: number): OpenAnswer {
  refuseRedirect(answer, maxBytes);
  const { statusCode: status, headers, body } = answer;
  body.on('error', () => undefined);
  const contentType = headers['content-type'];
  return {
    status,
    contentType: typeof contentType === 'string' ? contentType : '',
    body,
    close: () => void body.destroy(),
  };
}

/** Lets go of a body: read to its end within the limits, so that the connection can be used again. */
function drop(body: Dispatcher.ResponseData['body'], maxBytes: number): void {
  body.on('error', () => undefined);
  body.dump({ limit: maxBytes }).catch(() => undefined);
}

function toEgressError(error: unknown, limit: AbortSignal): RekeyError {
  if (error instanceof RekeyError) return error;
  if (limit.aborted) return new RekeyError('EGRESS_TIMEOUT', 'The server did not answer completely in time.');
  // Only the code: messages and causes may hold the URL or a header.
  const code = codeOf(error);
  const detail = code === undefined ? '' : ` (${code})`;
  return new RekeyError('EGRESS_FAILED', `The request could not be completed${detail}.`);
}
