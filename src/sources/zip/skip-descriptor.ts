import type { ByteSource } from './byte-source.ts';
import { isRecordAt, SIGNATURES } from './local-header.ts';
import { ZipStop } from './zip-stop.ts';

/** With and without its signature, sizes of eight and of four bytes: nothing in the zip says which it is. */
const LENGTHS = { marked: [16, 24], bare: [12, 20] } as const;
const LONGEST = 28;

/** Takes the record that follows the data of an entry: the one that another record, or the end, follows. */
export async function skipDescriptor(source: ByteSource): Promise<void> {
  const window = await source.upTo(LONGEST);
  const isMarked =
    window.length >= 4 &&
    new DataView(window.buffer, window.byteOffset).getUint32(0, true) === SIGNATURES.descriptor;
  const fits = (length: number) => isRecordAt(window, length) || window.length === length;
  const length = [...(isMarked ? LENGTHS.marked : []), ...LENGTHS.bare].find(fits);
  if (length === undefined) throw new ZipStop(window.length < LONGEST ? 'truncated' : 'header');
  source.unread(window.subarray(length));
}
