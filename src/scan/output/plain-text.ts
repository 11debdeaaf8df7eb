export { plain } from '../../base/plain.ts';

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const COMBINING = /\p{M}/u;

/** Columns that stand beside an excerpt. */
export const GUTTER = 9;

function columnsOf(character: string): number {
  if (character < '\u0300') return 1;
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** The columns that a plain text takes on a terminal. */
export function width(text: string): number {
  let sum = 0;
  for (const character of text) sum += columnsOf(character);
  return sum;
}

/** The beginning of a plain text that fits, with `…` at its end if something was cut. */
export function cutEnd(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  let left = columns - 1;
  for (const character of text) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The end of a plain text that fits, with `…` before it if something was cut. */
export function cutStart(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  const kept: string[] = [];
  let left = columns - 1;
  for (const character of Array.from(text).toReversed()) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept.push(character);
  }
  return `…${kept.toReversed().join('')}`;
}
