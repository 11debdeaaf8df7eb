import { BASE64URL, isSubset } from '../formats/character-class.ts';
import type { Part } from '../formats/format.ts';
import { isWordOnly, type Entry } from './entries.ts';
import type { KernelArea } from './kernel-area.ts';
import { exactSets, nibbleTables } from './nibble-tables.ts';

/** `min` to `max` letters of an alphabet. */
export interface KernelPart {
  readonly alphabet: string;
  readonly min: number;
  readonly max: number;
}

/** A class of more characters is read to its end only where that cannot be asked again from each of them. */
const LONG_PART = 64;

/** One part for each letter, which may be one of several. */
export function lettersOf(
  text: string,
  alphabetOf: (letter: string) => string = String,
): readonly KernelPart[] {
  return text.split('').map((letter) => ({ alphabet: alphabetOf(letter), min: 1, max: 1 }));
}

function isRereadable(part: Part, entry: Entry): boolean {
  if (typeof part === 'string' || part.max <= LONG_PART) return false;
  return !isWordOnly(entry) || !isSubset(part.characters, BASE64URL);
}

/**
 * The parts of a credential's body that the kernel asks for: all, or so many that a text of one prefix after the other
 * stays cheap. It may say yes too often, but never no.
 */
export function askedParts(entry: Entry): readonly KernelPart[] {
  const { body } = entry.format;
  const long = body.findIndex((part) => isRereadable(part, entry));
  return body.slice(0, long === -1 ? body.length : long + 1).flatMap((part, index) => {
    if (typeof part === 'string') return lettersOf(part);
    const { characters, min, max } = part;
    return [{ alphabet: characters.alphabet, min, max: index === long ? min : max }];
  });
}

/** Writes parts as the kernel reads them; a word of 0 ends them. */
export function partWriter(area: KernelArea): (parts: readonly KernelPart[]) => void {
  const tables = new Map<string, number>();
  const tableOf = (alphabet: string) => {
    const known = tables.get(alphabet) ?? area.table(nibbleTables(exactSets(alphabet)));
    tables.set(alphabet, known);
    return known;
  };
  return (parts) => {
    for (const { alphabet, min, max } of parts) {
      area.word(tableOf(alphabet));
      area.word(min);
      area.word(max);
    }
  };
}
