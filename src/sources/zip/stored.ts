import { crc32 } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { isRecordAt } from './local-header.ts';
import { ZipStop } from './zip-stop.ts';

const WINDOW_BYTES = 65_536;
const MARK = Buffer.from([0x50, 0x4b, 0x07, 0x08]);
/** The descriptor with sizes of eight bytes, and the signature of the record behind it. */
const LOOK_AHEAD = 28;

/** Bytes that stand as they are, so many of them. */
export async function* readStored(source: ByteSource, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  while (left > 0) {
    const bytes = await source.next(Math.min(left, WINDOW_BYTES));
    if (bytes === undefined) throw new ZipStop('truncated');
    left -= bytes.length;
    yield bytes;
  }
}

/** Length of the descriptor at a place, if it is the one of these bytes; 0 if it is data that look like one. */
function descriptorAt(window: Uint8Array, at: number, crc: number, size: number): number {
  const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
  // Near the end of the window it is cut off, and so is the zip.
  const isEndedAt = (end: number) =>
    isRecordAt(window, end) || (end <= window.length && window.length < end + 4);
  if (at + 16 > window.length || view.getUint32(at + 4, true) !== crc) return 0;
  if (isEndedAt(at + 24) && Number(view.getBigUint64(at + 8, true)) === size) return 24;
  return isEndedAt(at + 16) && view.getUint32(at + 8, true) === size % 2 ** 32 ? 16 : 0;
}

/**
 * Bytes that stand as they are and whose number follows them: `actions/upload-artifact` without compression writes so.
 * They end at a descriptor that tells their number and checksum. Takes the descriptor as well.
 */
export async function* readStoredToDescriptor(source: ByteSource): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let size = 0;
  for (;;) {
    const window = await source.upTo(WINDOW_BYTES);
    const isLast = window.length < WINDOW_BYTES;
    let from = 0;
    let mark = -1;
    for (;;) {
      mark = Buffer.from(window.buffer, window.byteOffset, window.length).indexOf(MARK, mark + 1);
      if (mark === -1 || (mark + LOOK_AHEAD > window.length && !isLast)) break;
      crc = crc32(window.subarray(from, mark), crc);
      size += mark - from;
      from = mark;
      const length = descriptorAt(window, mark, crc, size);
      if (length === 0) continue;
      source.unread(window.subarray(mark + length));
      if (mark > 0) yield window.subarray(0, mark);
      return;
    }
    // The last bytes may be the beginning of a mark.
    const end = isLast ? window.length : mark === -1 ? window.length - (MARK.length - 1) : mark;
    crc = crc32(window.subarray(from, end), crc);
    size += end - from;
    source.unread(window.subarray(end));
    if (end > 0) yield window.subarray(0, end);
    if (isLast) throw new ZipStop('truncated');
  }
}
