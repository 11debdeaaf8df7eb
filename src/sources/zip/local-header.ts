import type { ByteSource } from './byte-source.ts';
import { ZipStop } from './zip-stop.ts';

/**
 * Record signatures as 32-bit numbers, little endian.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7 to 4.3.16
 */
export const SIGNATURES = {
  entry: 0x04034b50,
  descriptor: 0x08074b50,
  extraData: 0x08064b50,
  directory: 0x02014b50,
  directoryEnd: 0x06054b50,
  directoryEnd64: 0x06064b50,
} as const;

/** What may follow an entry. */
const NEXT_RECORDS: ReadonlySet<number> = new Set([
  SIGNATURES.entry,
  SIGNATURES.extraData,
  SIGNATURES.directory,
  SIGNATURES.directoryEnd,
  SIGNATURES.directoryEnd64,
]);

const FIXED_BYTES = 26;
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const HAS_DESCRIPTOR = 0x0008;
const IN_EXTRA_FIELD = 0xffffffff;
const ZIP64_FIELD = 0x0001;
const MAX_NAME = 1024;

/** One entry, as the record before its data tells of it. */
export interface LocalHeader {
  /** With `/`, at most 1,024 characters; otherwise as written, so hostile: never a path on disk. */
  readonly name: string;
  readonly method: number;
  /** The true sizes follow the data. */
  readonly hasDescriptor: boolean;
  readonly packedBytes: number;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** True where a record begins that may follow an entry. */
export function isRecordAt(bytes: Uint8Array, at: number): boolean {
  return at + 4 <= bytes.length && NEXT_RECORDS.has(viewOf(bytes).getUint32(at, true));
}

/** The packed size by the extra field of zip64, which has the unpacked one before it. */
function packedBytes64(extra: Uint8Array): number {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_FIELD || view.getUint16(at + 2, true) < 16) continue;
    if (at + 20 > extra.length) break;
    return Number(view.getBigUint64(at + 12, true));
  }
  throw new ZipStop('header');
}

/**
 * Reads the next entry's header; undefined at the directory, which ends the entries. Stops with `header` where neither
 * stands, and with `encrypted`.
 */
export async function readLocalHeader(source: ByteSource): Promise<LocalHeader | undefined> {
  const signature = await source.exactly(4);
  if (!isRecordAt(signature, 0)) throw new ZipStop('header');
  if (viewOf(signature).getUint32(0, true) !== SIGNATURES.entry) return undefined;
  const fixed = viewOf(await source.exactly(FIXED_BYTES));
  const flags = fixed.getUint16(2, true);
  const packed = fixed.getUint32(14, true);
  const name = await source.exactly(fixed.getUint16(22, true));
  const extra = await source.exactly(fixed.getUint16(24, true));
  if ((flags & ENCRYPTED) !== 0) throw new ZipStop('encrypted');
  return {
    name: new TextDecoder().decode(name).replaceAll('\\', '/').slice(0, MAX_NAME),
    method: fixed.getUint16(4, true),
    hasDescriptor: (flags & HAS_DESCRIPTOR) !== 0,
    packedBytes: packed === IN_EXTRA_FIELD ? packedBytes64(extra) : packed,
  };
}
