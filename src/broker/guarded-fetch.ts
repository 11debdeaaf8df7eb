import type { Span } from '@opentelemetry/api';
import { Agent } from 'undici';
import { inSpan } from '../telemetry/spans.ts';
import { checkUrl } from './check-url.ts';
import { openAnswer, readAnswer, type OpenAnswer } from './egress-answer.ts';
import { ALLOW_NOTHING, type EgressAllow } from './egress-allow.ts';
import { toEgressError } from './egress-failure.ts';
import { createGuardedLookup, resolveWithSystem, type ResolveHost } from './guarded-lookup.ts';

export type { OpenAnswer } from './egress-answer.ts';
export { parseEgressAllow } from './egress-allow.ts';

/** Time for the whole exchange, name lookup to last byte, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 5000;
/** Largest body that is read, in bytes, before and after decompression. */
export const DEFAULT_MAX_BYTES = 65_536;

/** Shorter than the five seconds after which many servers drop an idle connection. */
const KEEP_ALIVE_MS = 2000;
const CONNECTIONS_PER_ORIGIN = 8;

/** What a request is for, in the traces. */
export type Operation =
  | 'authenticate'
  | 'discover'
  | 'introspect'
  | 'probe'
  | 'refresh'
  | 'registration'
  | 'request'
  | 'revoke'
  | 'stream';

/** What a request may carry. */
export interface GuardedInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | null | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Only status and headers are wanted: the call ends with them, and the body is dropped within the same limits. */
  readonly discardBody?: boolean;
  /** Default: `request`. */
  readonly operation?: Operation;
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

/** Of what is asked only its host and what it is for are shown: addresses and bodies hold credentials. */
function traced<Result>(init: GuardedInit, work: (span: Span) => Promise<Result>): Promise<Result> {
  const { operation = 'request', method = 'GET' } = init;
  return inSpan(
    `provider ${operation}`,
    { kind: 'CLIENT', attributes: { 'http.request.method': method } },
    work,
  );
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

  /** Sends the request; the head of the answer is there, its body still to come. */
  const send = async (
    target: string | URL,
    init: GuardedInit,
    signal: AbortSignal,
    more: { readonly span: Span; readonly bodyTimeout?: number },
  ) => {
    const { url, intranet } = checkUrl(target, allow);
    const { span, ...timeouts } = more;
    // Of an address only the host is told: credentials stand in paths.
    span.setAttribute('server.address', url.hostname);
    const answer = await (intranet ? intranetAgent : publicAgent).request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: init.method ?? 'GET',
      headers: { 'user-agent': 'rekey', ...init.headers, 'accept-encoding': 'identity' },
      body: init.body?.toString() ?? null,
      signal: init.signal ? AbortSignal.any([signal, init.signal]) : signal,
      ...timeouts,
    });
    span.setAttribute('http.response.status_code', answer.statusCode);
    return answer;
  };

  const guardedFetch = async (target: string | URL, init: GuardedInit = {}): Promise<Response> =>
    traced(init, async (span) => {
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        return await readAnswer(
          await send(target, init, limit, { span }),
          init.discardBody ?? false,
          maxBytes,
        );
      } catch (error) {
        throw toEgressError(error, limit);
      }
    });
  const open = async (
    target: string | URL,
    init: GuardedInit & { readonly signal: AbortSignal },
  ): Promise<OpenAnswer> =>
    traced({ ...init, operation: 'stream' }, async (span) => {
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), timeoutMs);
      try {
        return openAnswer(await send(target, init, limit.signal, { span, bodyTimeout: 0 }), maxBytes);
      } catch (error) {
        throw toEgressError(error, limit.signal);
      } finally {
        clearTimeout(timer);
      }
    });
  const close = async () => {
    await Promise.all([publicAgent.destroy(), intranetAgent.destroy()]);
  };
  return Object.assign(guardedFetch, { close, open });
}
