import { toEgressFailure } from '../../egress-failure.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { readChallenge, type Challenge } from './read-challenge.ts';

/**
 * What an MCP server says to a bearer:
 * - `live`: a 2xx answer.
 * - `refused`: 401 with `error="invalid_token"`, which RFC 6750 section 3.1 defines as expired, revoked, malformed or
 *   otherwise invalid: another server's token is that as well.
 * - `denied`: 401 without that reason: a server that wants another header, or that never read this one, answers so too.
 *   Neither proves the death of a token that this server was never seen to take.
 * - `unknown`: everything else. 403 is a lack of scope, 429 and 5xx are the server's state, 400 and 404 may be
 *   answered before the token is looked at, and no answer is no answer.
 */
export type ProbeAnswer = 'live' | 'refused' | 'denied' | 'unknown';

export interface Probe {
  readonly answer: ProbeAnswer;
  readonly http?: number;
  readonly challenge: Challenge;
  /** Of a server that keeps sessions (`mcp-session-id`). */
  readonly sessionId?: string;
}

/**
 * The one request that every MCP server answers without any state before it, and that changes nothing there.
 * Revision 2026-07-28 dropped it; servers of only that revision still authorise it before they refuse the method.
 */
const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'rekey', version: '1' } },
});

/** Visible ASCII, as the specification has it. */
const SESSION_ID = /^[\x21-\x7e]{1,512}$/;

const HEADERS = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
};

/**
 * Asks an MCP server (streamable HTTP) whether it takes this bearer, or none at all. Never rejects for a failed
 * request: that is `unknown`.
 *
 * @param token the leaked bearer; undefined asks without one
 */
export async function probeServer(
  fetch: GuardedFetch,
  url: string,
  token: string | undefined,
  signal?: AbortSignal,
): Promise<Probe> {
  const headers = token === undefined ? HEADERS : { ...HEADERS, authorization: `Bearer ${token}` };
  try {
    const response = await fetch(url, {
      operation: 'probe',
      method: 'POST',
      headers,
      body: INITIALIZE,
      discardBody: true,
      signal,
    });
    const challenge = readChallenge(response.headers.get('www-authenticate'));
    const session = response.headers.get('mcp-session-id') ?? '';
    return {
      answer: judge(response.status, challenge),
      http: response.status,
      challenge,
      ...(SESSION_ID.test(session) ? { sessionId: session } : {}),
    };
  } catch (error) {
    toEgressFailure(error);
    return { answer: 'unknown', challenge: {} };
  }
}

function judge(status: number, challenge: Challenge): ProbeAnswer {
  if (status >= 200 && status < 300) return 'live';
  if (status !== 401) return 'unknown';
  return challenge.error === 'invalid_token' ? 'refused' : 'denied';
}
