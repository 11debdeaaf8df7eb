import { Agent } from 'undici';
import { RekeyError } from '../base/errors.ts';
import { inSpan } from '../telemetry/spans.ts';
import { currentTraceparent } from '../telemetry/traceparent.ts';
import type { BrokerAuth } from './broker-auth.ts';

/** Answers are small, but for the list of all types. */
const MAX_BYTES = 1_048_576;
/** Longer than the broker holds an answer back. */
const TIMEOUT_MS = 15_000;

/** An answer of the broker; its body is not yet checked. */
export interface BrokerAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly header: (name: string) => string | undefined;
  /** Parsed JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface BrokerRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, as it is signed. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

/** The way to one broker. Rejects with BROKER_UNREACHABLE; redirects are not followed, and come back as they are. */
export interface Connection {
  send(request: BrokerRequest): Promise<BrokerAnswer>;
  close(): Promise<void>;
}

/**
 * @param url base of the broker, without a trailing slash
 * @param timeoutMs after which an answer that is not whole is given up
 */
export function openConnection(url: string, auth: BrokerAuth, timeoutMs: number = TIMEOUT_MS): Connection {
  const tls = auth.method === 'mtls' ? { cert: auth.cert, key: auth.key } : {};
  const agent = new Agent({
    connections: 16,
    connect: { ...tls, timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MAX_BYTES,
  });
  const { origin, pathname, hostname } = new URL(url);
  const base = pathname.replace(/\/$/, '');
  const exchange = async ({
    method,
    target,
    headers = {},
    body,
    signal,
  }: BrokerRequest): Promise<BrokerAnswer> => {
    const limit = AbortSignal.timeout(timeoutMs);
    const traceparent = currentTraceparent();
    try {
      const answer = await agent.request({
        origin,
        path: `${base}${target}`,
        method,
        headers: {
          'user-agent': 'rekey',
          accept: 'application/json',
          ...headers,
          ...(traceparent === undefined ? {} : { traceparent }),
        },
        body: body ?? null,
        signal: signal ? AbortSignal.any([limit, signal]) : limit,
      });
      const text = await answer.body.text();
      const header = (name: string) => {
        const value = answer.headers[name];
        return Array.isArray(value) ? value[0] : value;
      };
      return { status: answer.statusCode, header, json: parse(text) };
    } catch {
      // The cause may hold the request.
      throw new RekeyError('BROKER_UNREACHABLE', 'The broker did not answer.');
    }
  };
  // Its path names credentials and revocations, so it is left out.
  const attributesOf = (method: string) => ({ 'http.request.method': method, 'server.address': hostname });
  return {
    send: (request) =>
      inSpan(
        `broker ${request.method}`,
        { kind: 'CLIENT', attributes: attributesOf(request.method) },
        async (span) => {
          const answer = await exchange(request);
          span.setAttribute('http.response.status_code', answer.status);
          return answer;
        },
      ),
    close: () => agent.destroy(),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
