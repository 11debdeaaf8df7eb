import type { Dispatcher } from 'undici';
import { RekeyError } from '../base/errors.ts';
import { readLimitedBody, tooLarge } from './read-limited-body.ts';

/** These must come without a body in a `Response`. */
const EMPTY_STATUS = new Set([204, 205, 304]);
/** The answer to a conditional request: it names no other place. */
const NOT_MODIFIED = 304;

/** An answer that is read while it arrives. */
export interface OpenAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the connection. */
  close(): void;
}

/**
 * The complete answer, without cookies. Throws EGRESS_REDIRECT, EGRESS_TOO_LARGE and what readLimitedBody throws.
 *
 * @param discard true when the body is not wanted: it is dropped, and the answer ends with its head
 */
export async function readAnswer(
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

/** The answer with its body still to come. Throws EGRESS_REDIRECT. */
export function openAnswer(answer: Dispatcher.ResponseData, maxBytes: number): OpenAnswer {
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
