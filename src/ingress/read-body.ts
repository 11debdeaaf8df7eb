import type { IncomingMessage } from 'node:http';
import { RekeyError } from '../base/errors.ts';

/**
 * Reads a request's raw body up to a limit; throws BODY_TOO_LARGE beyond it and BODY_CUT when the sender goes away.
 * The declared length is checked first, so that an honest sender is refused before it has sent anything.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => new RekeyError('BODY_TOO_LARGE', `The body is larger than ${maxBytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof RekeyError) throw cause;
    throw new RekeyError('BODY_CUT', 'The body did not arrive whole.', { cause });
  }
  return Buffer.concat(chunks, size);
}
