/** A set of ASCII characters that can be asked by character code without a regular expression. */
export interface CharacterClass {
  /** Every member once; tests draw examples from it. */
  readonly alphabet: string;
  /** One byte per UTF-16 code unit, 1 for a member. Whole range, so that no lookup is out of bounds. */
  readonly members: Uint8Array;
}

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';

/** Builds the lookup table of an alphabet. */
export function characterClass(alphabet: string): CharacterClass {
  const members = new Uint8Array(0x10000);
  for (const character of alphabet) members[character.charCodeAt(0)] = 1;
  return { alphabet, members };
}

/** True when every member of `inner` is one of `outer`. */
export function isSubset(inner: CharacterClass, outer: CharacterClass): boolean {
  for (let at = 0; at < inner.alphabet.length; at++) {
    if (outer.members[inner.alphabet.charCodeAt(at)] !== 1) return false;
  }
  return true;
}

export const DIGIT = characterClass(DIGITS);
export const HEX = characterClass(`${DIGITS}abcdef`);
/** Hexadecimal in capitals or small letters. */
export const ANY_HEX = characterClass(`${DIGITS}abcdefABCDEF`);
/** RFC 4648 section 6, in small letters. */
export const BASE32 = characterClass(`${LOWER}234567`);
export const UPPER_ALNUM = characterClass(DIGITS + UPPER);
export const LOWER_ALNUM = characterClass(DIGITS + LOWER);
export const ALNUM = characterClass(DIGITS + UPPER + LOWER);
/** Letters, digits and `_`. */
export const WORD = characterClass(`${DIGITS}${UPPER}${LOWER}_`);
export const BASE64 = characterClass(`${DIGITS}${UPPER}${LOWER}+/`);
export const BASE64URL = characterClass(`${DIGITS}${UPPER}${LOWER}_-`);
export const PADDING = characterClass('=');
