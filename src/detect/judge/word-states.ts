/** Kinds of characters in names: 26 small letters, 26 capitals, digits, everything else. */
export const STATES = 54;
/** Levels of surprise, one character each, so that the table is text. */
export const LEVELS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Levels in one bit. */
export const SCALE = 4;

export const DIGIT_STATE = 52;
const OTHER = 53;

/** The state of a character by its UTF-16 code. */
export function stateOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 65 && code <= 90) return code - 65 + 26;
  return code >= 48 && code <= 57 ? DIGIT_STATE : OTHER;
}
