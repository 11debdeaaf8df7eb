import type { Planted, PlantedFacts } from './quality-file.ts';
import type { Random } from './random.ts';

// Marks are private-use characters: every writer leaves them alone, so a value may pass through any number of
// serialisations (JSON in JSON in YAML) and its place is known at the end.
const END = '\u{e000}';
const FIRST = 0xe001;
const LAST = 0xf8ff;

/** Any mark; encoders step over them. */
export const MARK = /[\u{e000}-\u{f8ff}]/u;
const MARKS = /[\u{e000}-\u{f8ff}]/gu;

/** A text without its marks. */
export const bare = (text: string): string => text.replaceAll(MARKS, '');

/** Where one file is written: it hands out values and remembers which of them are credentials. */
export interface Sheet {
  readonly random: Random;
  /** A credential, between marks. It may be escaped or quoted by any writer afterwards. */
  plant(value: string, facts?: PlantedFacts): string;
  /** A container whose characters are the place of a credential: `encode` gets the text without marks. */
  encoded(text: string, encode: (text: string) => string): string;
  /** A value that is certainly no credential. */
  decoy(value: string): string;
  readonly decoys: () => number;
  /** Takes the marks out and tells where the credentials stand. */
  finish(text: string): { readonly content: string; readonly planted: readonly Planted[] };
}

interface Entry extends PlantedFacts {
  readonly value: string;
}

function encoded(text: string, encode: (text: string) => string): string {
  const [opening, ...more] = Array.from(text).filter(
    (character) => character !== END && MARK.test(character),
  );
  if (more.length > 0) throw new Error('One encoded run holds more than one credential');
  const run = encode(bare(text));
  return opening === undefined ? run : `${opening}${run}${END}`;
}

export function createSheet(random: Random): Sheet {
  const entries: Entry[] = [];
  let decoys = 0;

  const plant = (value: string, facts: PlantedFacts = {}) => {
    const code = FIRST + entries.length;
    if (code > LAST) throw new Error('Too many credentials in one file');
    entries.push({ ...facts, value });
    return String.fromCharCode(code) + value + END;
  };

  const finish = (text: string) => {
    const planted: Planted[] = [];
    let content = '';
    let from = 0;
    let open: { readonly entry: Entry; readonly start: number } | undefined;
    for (const match of text.matchAll(MARKS)) {
      content += text.slice(from, match.index);
      from = match.index + 1;
      if (match[0] === END) {
        if (!open) throw new Error('A mark ends what never began');
        planted.push({ ...open.entry, start: open.start, end: content.length });
        open = undefined;
      } else {
        const entry = entries[match[0].charCodeAt(0) - FIRST];
        if (!entry || open) throw new Error('A mark begins inside another');
        open = { entry, start: content.length };
      }
    }
    if (open) throw new Error('A mark never ends');
    return { content: content + text.slice(from), planted };
  };

  return {
    random,
    plant,
    encoded,
    decoy: (value) => {
      decoys += 1;
      return value;
    },
    decoys: () => decoys,
    finish,
  };
}
