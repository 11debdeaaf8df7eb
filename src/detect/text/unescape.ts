import { replaced, slice, spelled, type Spelling, type Written } from './written.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  a: '\x07',
  e: '\x1b',
  v: '\v',
  '\n': '',
};
/** Digits of `\x41`, `\u0041` and `\U00000041`. */
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

interface Escape {
  readonly value: string;
  readonly length: number;
}

function readEscape(text: string, at: number): Escape {
  const letter = text.charAt(at + 1);
  const digits = HEX_DIGITS[letter];
  if (digits !== undefined) {
    const hex = text.slice(at + 2, at + 2 + digits);
    const code = /^[\da-f]+$/i.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : -1;
    if (code >= 0 && code <= 0x10ffff) return { value: String.fromCodePoint(code), length: 2 + digits };
  }
  return { value: ESCAPES[letter] ?? letter, length: Math.min(2, text.length - at) };
}

/**
 * Reads what stands between two quotes, with the escapes of JSON (RFC 8259 section 7), JavaScript, Python and YAML.
 * Broken escapes stand for themselves.
 */
export function unescape(outer: Written): Written {
  const text = outer.value;
  const first = text.indexOf('\\');
  if (first === -1) return outer;
  const starts: number[] = [];
  const ends: number[] = [];
  let value = '';
  for (let at = 0; at < text.length;) {
    const { value: piece, length } =
      text[at] === '\\' ? readEscape(text, at) : { value: text.charAt(at), length: 1 };
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(at);
      ends.push(at + length);
    }
    value += piece;
    at += length;
  }
  return spelled(outer, value, starts, ends);
}

const DOUBLED = { '"': /""/g, "'": /''/g, $: /\$\$/g } as const;

/** Reads a value in which only a doubled quote is an escape: YAML's and SQL's single quotes, TOML's literals have none. */
export function undouble(outer: Written, quote: '"' | "'" | '$'): Written {
  return outer.value.includes(quote + quote) ? replaced(outer, DOUBLED[quote], () => quote) : outer;
}

/** So much white space, and so many other characters, are skipped to find the next one: indents, a quote of two. */
const MAX_SPACE = 256;
const MAX_OTHERS = 2;

/** Where a character is written from `from` on; a space may be a line's end. -1 where it is not near. */
function findWritten(text: string, from: number, character: string): number {
  let others = 0;
  const limit = Math.min(text.length, from + MAX_SPACE);
  for (let at = from; at < limit; at++) {
    if (text[at] === character || (character === ' ' && text[at] === '\n')) return at;
    if (!/\s/.test(text.charAt(at)) && ++others > MAX_OTHERS) return -1;
  }
  return -1;
}

/**
 * Finds the places of a value's characters in the text that it was read from, where the reading only left characters
 * out or turned line ends into spaces (YAML's block and plain scalars). Greedy, linear.
 */
export function align(outer: Written, value: string): Written {
  const text = outer.value;
  if (text === value) return outer;
  const direct = text.indexOf(value);
  if (direct !== -1 && value !== '') return slice(outer, direct, direct + value.length);
  const starts: number[] = [];
  const ends: number[] = [];
  let end = 0;
  for (const character of value.split('')) {
    const found = findWritten(text, end, character);
    // Not there: the reading was of another kind than thought. The character has no place of its own.
    starts.push(found === -1 ? end : found);
    if (found !== -1) end = found + 1;
    ends.push(end);
  }
  return spelled(outer, value, starts, ends);
}

const PERCENT_RUN = /(?:%[\dA-Fa-f]{2})+/g;

/** Percent-decoded (RFC 3986 section 2.1), each character with its place; what is not UTF-8 stands for itself. */
export function percentDecoded(outer: Written): Written {
  return replaced(outer, PERCENT_RUN, decodeRun);
}

/** One entry for each character of a run of `%XX`; a run that is no UTF-8 stays as it is. */
function decodeRun(run: string): readonly Spelling[] {
  const decoded = Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
  if (decoded.includes('\u{fffd}')) return Array.from(run, (unit, at) => ({ value: unit, at, length: 1 }));
  let at = 0;
  return Array.from(decoded, (character) => {
    const start = at;
    const length = Buffer.byteLength(character) * 3;
    at += length;
    return { value: character, at: start, length };
  });
}
