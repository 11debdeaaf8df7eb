import { WORD_MODEL } from './word-model.ts';
import { DIGIT_STATE, LEVELS, SCALE, STATES, stateOf } from './word-states.ts';

/** Bits of surprise of a state behind another. */
const SURPRISE = new Float64Array(STATES * STATES);
for (const [from, row] of WORD_MODEL.entries())
  for (let to = 0; to < STATES; to++) {
    // A digit is one of ten that are equally likely.
    const digit = to === DIGIT_STATE ? Math.log2(10) : 0;
    SURPRISE[from * STATES + to] = LEVELS.indexOf(row.charAt(to)) / SCALE + digit;
  }

/** A character between the parts of a name costs a random text this much. */
const SEPARATOR_BITS = -1;
const PART_LENGTH = 12;

/** How many characters a random text of these kinds draws from. */
function alphabetOf(text: string): number {
  if (/^[\da-f]+$/.test(text) || /^[\dA-F]+$/.test(text)) return 16;
  return (/[a-z]/.test(text) ? 26 : 0) + (/[A-Z]/.test(text) ? 26 : 0) + (/\d/.test(text) ? 10 : 0);
}

/** The bits of the stretch of a text that has the most. */
function mostBits(text: string): number {
  const bits = Math.log2(Math.max(2, alphabetOf(text.replaceAll(/[^A-Za-z\d]/g, ''))));
  let best = 0;
  let current = 0;
  for (let at = 1; at < text.length; at++) {
    const to = stateOf(text.charCodeAt(at));
    const gain =
      to === STATES - 1
        ? SEPARATOR_BITS
        : (SURPRISE[stateOf(text.charCodeAt(at - 1)) * STATES + to] ?? 0) - bits;
    current = Math.max(0, current + gain);
    if (current > best) best = current;
  }
  return best;
}

/**
 * How much better "drawn at random" explains a text than "a name that a person made", in bits, for the stretch of the
 * text where it does so best: 0 for words, over 40 for 16 random letters and digits. A likelihood ratio of two
 * first-order Markov models; linear.
 */
export function randomBits(value: string): number {
  // Capital letters alone are words like small ones.
  const text = /[a-z]/.test(value) ? value : value.toLowerCase();
  // A part between separators may draw from fewer characters than the whole: hexadecimal digits.
  const parts = text
    .split(/[^A-Za-z\d]+/)
    .filter((part) => part.length >= PART_LENGTH && part.length < text.length);
  return parts.reduce((best, part) => Math.max(best, mostBits(part)), mostBits(text));
}
