import { ALNUM, BASE64URL } from './character-class.ts';
import type { Format } from './format.ts';

const isAlnum = (text: string, at: number) => ALNUM.members[text.charCodeAt(at)] === 1;
const isToken = (text: string, at: number) => BASE64URL.members[text.charCodeAt(at)] === 1;

/** The end of an escape sequence stands before: `\n`, `\u000a` in a string, `%3D` in a URL. */
const ESCAPE_END = /(?:\\[bfnrtv]|\\u[\dA-Fa-f]{4}|\\x[\dA-Fa-f]{2}|%[\dA-Fa-f]{2})$/;
const LONGEST_ESCAPE = 6;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;

/** Whether an escape sequence can end here; asked first, because it is asked of every prefix inside a word. */
function mayEndEscape(text: string, end: number): boolean {
  return (
    text.charCodeAt(end - 2) === BACKSLASH ||
    text.charCodeAt(end - 3) === PERCENT ||
    text.charCodeAt(end - 4) === BACKSLASH ||
    text.charCodeAt(end - 6) === BACKSLASH
  );
}

/** True when a credential can begin at `start`: it is not the middle of a longer word. */
export function startsWord(text: string, start: number): boolean {
  if (start === 0 || !isToken(text, start - 1)) return true;
  return mayEndEscape(text, start) && ESCAPE_END.test(text.slice(Math.max(0, start - LONGEST_ESCAPE), start));
}

/** True when a credential of this format can end at `end`: no character follows that would make it longer. */
export function endsWord(format: Format, text: string, end: number): boolean {
  if (end >= text.length) return true;
  if (isAlnum(text, end)) return false;
  const last = format.body.at(-1);
  return (
    last === undefined || typeof last === 'string' || last.characters.members[text.charCodeAt(end)] !== 1
  );
}
