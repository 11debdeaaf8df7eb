import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip, written as somebody's tool would write it, or wrong on purpose. */
export interface ZipPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Default: `deflated`. */
  readonly method?: 'stored' | 'deflated';
  /** Sizes behind the data, as GitHub's logs and artifacts have them: with or without its signature, 4 or 8 bytes. */
  readonly descriptor?: 'marked' | 'bare' | 'marked64' | 'bare64';
  /** Sizes in the extra field. */
  readonly zip64?: boolean;
  /** A packed size that is not true. */
  readonly packedBytes?: number;
  /** Bits to be set beside those that are needed: 1 for "encrypted". */
  readonly flags?: number;
  /** A number that stands for another method. */
  readonly methodId?: number;
}

const NEEDS_VERSION = 45;
const UTF8_NAME = 0x0800;
const ALL_ONES = 0xffffffff;

/** Little endian fields, each with its length in bytes. */
function fields(...list: readonly (readonly [value: number, bytes: 2 | 4 | 8])[]): Buffer {
  return Buffer.concat(
    list.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      if (bytes === 8) field.writeBigUInt64LE(BigInt(value));
      else field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

function descriptorOf({ descriptor }: ZipPart, crc: number, packed: number, size: number): Buffer {
  if (descriptor === undefined) return Buffer.alloc(0);
  const width = descriptor.endsWith('64') ? 8 : 4;
  const mark = descriptor.startsWith('marked') ? fields([0x08074b50, 4]) : Buffer.alloc(0);
  return Buffer.concat([mark, fields([crc, 4], [packed, width], [size, width])]);
}

interface WrittenPart {
  readonly local: Buffer;
  readonly directory: (offset: number) => Buffer;
}

function writePart(part: ZipPart): WrittenPart {
  const content = Buffer.from(part.content);
  const name = Buffer.from(part.name);
  const isStored = part.method === 'stored';
  const data = isStored ? content : deflateRawSync(content);
  const method = part.methodId ?? (isStored ? 0 : 8);
  const crc = crc32(content);
  const packed = part.packedBytes ?? data.length;
  const later = part.descriptor !== undefined;
  const flags = UTF8_NAME | (part.flags ?? 0) | (later ? 8 : 0);
  const extra = part.zip64
    ? fields([1, 2], [16, 2], [later ? 0 : content.length, 8], [later ? 0 : packed, 8])
    : Buffer.alloc(0);
  const sizes = (one: number): [number, 4] => [part.zip64 ? ALL_ONES : later ? 0 : one, 4];
  const local = Buffer.concat([
    fields([0x04034b50, 4], [NEEDS_VERSION, 2], [flags, 2], [method, 2], [0, 4], [later ? 0 : crc, 4]),
    fields(sizes(packed), sizes(content.length), [name.length, 2], [extra.length, 2]),
    name,
    extra,
    data,
    descriptorOf(part, crc, data.length, content.length),
  ]);
  const directory = (offset: number) =>
    Buffer.concat([
      fields([0x02014b50, 4], [NEEDS_VERSION, 2], [NEEDS_VERSION, 2], [flags, 2], [method, 2], [0, 4]),
      fields([crc, 4], [data.length, 4], [content.length, 4], [name.length, 2], [0, 4], [0, 4], [0, 4]),
      fields([offset, 4]),
      name,
    ]);
  return { local, directory };
}

/** A zip of these entries, in their order. Readable by any unzip where nothing is wrong on purpose. */
export function makeZip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const written = writePart(part);
    locals.push(written.local);
    directory.push(written.directory(offset));
    offset += written.local.length;
  }
  const records = Buffer.concat(directory);
  const end = fields([0x06054b50, 4], [0, 4], [parts.length, 2], [parts.length, 2], [records.length, 4]);
  return Buffer.concat([...locals, records, end, fields([offset, 4], [0, 2])]);
}
