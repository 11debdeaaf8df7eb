import { toEgressFailure } from '../../egress-failure.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';

/** A registered MCP server and the bearer to ask it with. */
export interface BearerServer {
  readonly fetch: GuardedFetch;
  readonly url: string;
  readonly token: string;
  readonly sessionId?: string;
  readonly signal: AbortSignal;
}

/** The revision of the protocol that is spoken; servers of all revisions answer it or refuse it cleanly. */
const PROTOCOL_VERSION = '2025-06-18';
/** No stream is held longer than this, in milliseconds. */
const MAX_HELD_MS = 30_000;

/** A stream of an MCP server that is held open. */
export interface HeldStream {
  readonly isOpen: boolean;
  /** Settles when the server ends it. */
  readonly ended: Promise<void>;
}

/** Headers of a request with the bearer. */
export function bearerHeaders({ token, sessionId }: BearerServer): Readonly<Record<string, string>> {
  return {
    authorization: `Bearer ${token}`,
    'mcp-protocol-version': PROTOCOL_VERSION,
    ...(sessionId === undefined ? {} : { 'mcp-session-id': sessionId }),
  };
}

/**
 * Opens the stream on which an MCP server sends what nobody asked for (streamable HTTP, GET). What arrives is thrown
 * away, until the signal ends it. Undefined where the server has none.
 */
export async function openStream(server: BearerServer): Promise<HeldStream | undefined> {
  const { fetch, url, signal } = server;
  try {
    const answer = await fetch.open?.(url, {
      headers: { ...bearerHeaders(server), accept: 'text/event-stream' },
      signal,
    });
    if (!answer) return undefined;
    if (answer.status !== 200 || !answer.contentType.startsWith('text/event-stream')) {
      answer.close();
      return undefined;
    }
    let isOpen = true;
    const timer = setTimeout(() => answer.close(), MAX_HELD_MS);
    const drain = async () => {
      try {
        for await (const chunk of answer.body) void chunk;
      } catch {
        // Cut: ended as well.
      }
      isOpen = false;
      clearTimeout(timer);
    };
    const ended = drain();
    return {
      get isOpen() {
        return isOpen;
      },
      ended,
    };
  } catch (error) {
    toEgressFailure(error);
    return undefined;
  }
}
