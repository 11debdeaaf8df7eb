import { readZip, type ZipEntry } from '../../../../src/sources/zip/read-zip.ts';
import type { StopReason, ZipLimits } from '../../../../src/sources/zip/zip-stop.ts';

/** Limits that no test reaches by accident. */
export const WIDE: ZipLimits = {
  entries: 1000,
  entryBytes: 1e9,
  bytes: 1e9,
  ratio: 2000,
  ratioFrom: 1e9,
  ms: 60_000,
};

/** Bytes in pieces of these sizes, over and over. */
export async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** What was read of a zip: bytes as Latin-1, so that none is lost. */
export interface Read {
  readonly entries: readonly { readonly name: string; readonly content: string }[];
  readonly stopped: StopReason | undefined;
}

/** Reads a zip to where the reading ends. */
export async function readAll(
  pieces: AsyncIterable<Uint8Array>,
  limits: ZipLimits = WIDE,
  wanted: (entry: ZipEntry) => boolean = () => true,
): Promise<Read> {
  const reading = readZip(pieces, limits);
  const entries: { name: string; content: string }[] = [];
  for await (const entry of reading.entries) {
    if (!wanted(entry)) continue;
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry.bytes) chunks.push(chunk);
    entries.push({ name: entry.name, content: Buffer.concat(chunks).toString('latin1') });
  }
  return { entries, stopped: reading.stopped() };
}
