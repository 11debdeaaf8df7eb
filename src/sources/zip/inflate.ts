import { createInflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { ZipStop } from './zip-stop.ts';

/** So small that what it may inflate to stays small; the engine waits for its reader as well. */
const PIECE_BYTES = 16_384;
const CHUNK_BYTES = 65_536;

const nothing = () => {};

function toStop(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') return new ZipStop('truncated');
  return typeof code === 'string' && code.startsWith('Z_') ? new ZipStop('damaged') : error;
}

/**
 * Inflates from the source up to the end of the deflate stream, which says itself where it ends, and gives the bytes
 * behind it back. Stops with `truncated` and `damaged`.
 */
export async function* inflate(source: ByteSource): AsyncGenerator<Uint8Array> {
  const engine = createInflateRaw({ chunkSize: CHUNK_BYTES });
  let last: Uint8Array | undefined;
  let fed = 0;
  let goOn = nothing;
  // A write that the end of the stream cuts short need not be called back.
  for (const event of ['end', 'close']) engine.once(event, () => goOn());
  // What the engine did not take stands behind the end of the stream.
  const isOver = () => engine.bytesWritten < fed || engine.readableEnded || engine.destroyed;

  const feed = async () => {
    while (!isOver()) {
      const piece = await source.next(PIECE_BYTES);
      if (piece === undefined) return void engine.end();
      fed += piece.length;
      last = piece;
      await new Promise<void>((resolve) => {
        goOn = resolve;
        engine.write(piece, () => resolve());
      });
    }
  };
  const feeding = feed().catch((error: unknown) => {
    engine.destroy(error instanceof Error ? error : new ZipStop('interrupted'));
  });
  try {
    for await (const chunk of engine as AsyncIterable<Uint8Array>) yield chunk;
    await feeding;
  } catch (error) {
    throw toStop(error);
  } finally {
    engine.destroy();
  }
  if (last) source.unread(last.subarray(last.length - (fed - engine.bytesWritten)));
}
