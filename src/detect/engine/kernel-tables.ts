import { RekeyError } from '../../base/errors.ts';
import type { Format } from '../formats/format.ts';
import { RUN_CHARACTERS } from '../formats/formats.ts';
import { ENTRIES, isWordOnly } from './entries.ts';
import { KernelArea } from './kernel-area.ts';
import { askedParts, lettersOf, partWriter, type KernelPart } from './kernel-parts.ts';
import { MARKS } from './marks.ts';
import { bytesOf, exactSets, inEightSets, nibbleTables } from './nibble-tables.ts';

/** Where the parts of the kernel's memory begin, as the head of `kernel.wat` describes them. */
const AT = {
  runs: 0x00,
  pairs: [0x20, 0x40],
  letters: [0x60, 0x80, 0xa0],
  leads: 0xc0,
  marks: 0x800,
  hashes: 0x10000,
  entries: 0x20000,
  entriesEnd: 0x40000,
} as const;

/** Letters of a prefix that are compared at once. */
const FIRST_LETTERS = 8;

const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];
const eitherCase = (letter: string) => unique([letter.toLowerCase(), letter.toUpperCase()]).join('');

const HASH_BITS = 12;

/** Hash of the first three letters; the kernel computes the same. Small, so that its table stays in the first cache. */
function hashOf(prefix: string): number {
  const letters = prefix.charCodeAt(0) | (prefix.charCodeAt(1) << 8) | (prefix.charCodeAt(2) << 16);
  return Math.imul(letters, 0x9e3779b1) >>> (32 - HASH_BITS);
}

type PartWriter = (parts: readonly KernelPart[]) => void;

function writeEntries(memory: ArrayBuffer, area: KernelArea, writeParts: PartWriter): void {
  const hashes = new Uint16Array(memory, AT.hashes, 1 << HASH_BITS);
  const written = new Map<string, Format['body']>();
  for (const entry of ENTRIES) {
    const { prefix, format } = entry;
    const first = prefix.slice(0, FIRST_LETTERS);
    const flags = (isWordOnly(entry) ? 1 : 0) + first.length * 256;
    // Many formats are JSON Web Tokens, which only their claims tell apart; one of them is enough here.
    const key = `${flags} ${prefix}`;
    if (written.get(key) === format.body) continue;
    written.set(key, format.body);
    const hash = hashOf(prefix);
    const next = (hashes[hash] ?? 0) * 4;
    hashes[hash] = area.position / 4;
    area.word(flags);
    area.word(next);
    area.letters(first);
    writeParts(lettersOf(prefix.slice(FIRST_LETTERS)));
    writeParts(askedParts(entry));
    area.word(0);
  }
}

function writeMarks(memory: ArrayBuffer, area: KernelArea, writeParts: PartWriter): void {
  let next = 0;
  for (const { text, pair } of MARKS) {
    const address = area.position;
    area.word(text.indexOf(pair) + 1);
    area.word(next);
    writeParts(lettersOf(text, eitherCase));
    area.word(0);
    next = address;
  }
  new Int32Array(memory, AT.marks, 1)[0] = next;
}

function leads(): readonly bigint[] {
  const lengths = unique(ENTRIES.flatMap(({ format }) => format.lead?.min ?? []));
  if (lengths.length > 8 || lengths.some((length) => length < 1 || length > 63))
    throw new RekeyError('KERNEL_FULL', 'The kernel has room for 8 leads of 1 to 63 characters.');
  return lengths.map(BigInt);
}

/** Fills the memory of a kernel with what it looks for: formats and marks. Throws KERNEL_FULL when they are too many. */
export function writeKernelTables(memory: ArrayBuffer): void {
  const write = (address: number, sets: readonly (readonly number[])[]) =>
    new Uint8Array(memory).set(nibbleTables(sets), address);
  write(AT.runs, exactSets(RUN_CHARACTERS.alphabet));
  const pairs = unique(MARKS.map(({ pair }) => pair));
  AT.pairs.forEach((address, index) =>
    write(
      address,
      pairs.map((pair) => bytesOf(eitherCase(pair.charAt(index)))),
    ),
  );
  const inWord = ENTRIES.filter((entry) => !isWordOnly(entry)).map(({ prefix }) => prefix.slice(0, 3));
  const groups = inEightSets(unique(inWord));
  AT.letters.forEach((address, index) =>
    write(
      address,
      groups.map((group) => group.map((letters) => letters.charCodeAt(index))),
    ),
  );
  new BigInt64Array(memory, AT.leads, 8).set(leads());
  const area = new KernelArea(memory, AT.entries, AT.entriesEnd);
  const writeParts = partWriter(area);
  writeEntries(memory, area, writeParts);
  writeMarks(memory, area, writeParts);
}
