import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type InputType, type ZlibOptions } from 'node:zlib';
import { RekeyError } from '../base/errors.ts';
import { codeOf } from './error-code.ts';

type Inflate = (input: InputType, options: ZlibOptions) => Promise<Buffer>;

/** Encodings that a server may use although `identity` was asked for. */
const DECODERS: ReadonlyMap<string, Inflate> = new Map([
  ['gzip', promisify<InputType, ZlibOptions, Buffer>(gunzip)],
  ['x-gzip', promisify<InputType, ZlibOptions, Buffer>(gunzip)],
  ['deflate', promisify<InputType, ZlibOptions, Buffer>(inflate)],
  ['br', promisify<InputType, ZlibOptions, Buffer>(brotliDecompress)],
]);

/**
 * Reads a body no further than the limit, which holds for the bytes on the wire and again after decompression.
 * Throws EGRESS_TOO_LARGE, or EGRESS_FAILED for an encoding that is unknown or broken. Errors of the stream pass.
 *
 * @param body the chunks as they arrive; destroyed by the iterator's return when the limit is passed
 * @param encoding the answer's `content-encoding`
 */
export async function readLimitedBody(
  body: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks, length);
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity' || length === 0) return bytes;
  const decode = DECODERS.get(name);
  if (!decode)
    throw new RekeyError('EGRESS_FAILED', 'The answer has a content encoding that is not supported.');
  try {
    return await decode(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new RekeyError('EGRESS_FAILED', 'The answer could not be decompressed.');
  }
}

/** The refusal of a body over the limit. */
export function tooLarge(maxBytes: number): RekeyError {
  return new RekeyError('EGRESS_TOO_LARGE', `The answer is larger than ${maxBytes} bytes and was cut off.`);
}
