import { unescape } from '../text/unescape.ts';
import { joined, slice, type Written } from '../text/written.ts';

/** One token of a text with literals: JSON in all its dialects, or a program in any language with C-like strings. */
export type Token =
  | { readonly kind: 'text'; readonly written: Written }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'mark'; readonly mark: string }
  | { readonly kind: 'line' };

/** Tokens, and what stands in comments: a credential that is commented out has leaked as well. */
interface Tokens {
  readonly tokens: readonly Token[];
  readonly comments: readonly Written[];
}

/** Which marks begin a comment that goes to the end of the line. */
export type CommentStyle = '//' | '#' | 'both';

const WORD_START = /[A-Za-z_$]/;
const WORD = /[A-Za-z_$][\w$.-]*/y;
const NUMBER = /[\d.][\w.+]*/y;
const SPACE = /[ \t\r\f\v\u00a0\ufeff]+/y;
const LINE = /[^\n]*/y;
const MARKS = new Set('{}[](),:=;+>');

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

interface StringEnd {
  readonly inner: number;
  readonly end: number;
}

/** Strings of several lines. */
const isOpen = (quote: string) => quote.length === 3 || quote === '`';

/** The end of a string that begins at `at` with its quote: behind the closing quote, or where the line is cut. */
function stringEnd(text: string, at: number, quote: string): StringEnd | undefined {
  for (let end = at + quote.length; end < text.length; end++) {
    const character = text[end];
    if (character === '\\') end++;
    else if (character === '\n' && !isOpen(quote)) return { inner: end, end };
    else if (text.startsWith(quote, end)) return { inner: end, end: end + quote.length };
  }
  return isOpen(quote) ? undefined : { inner: text.length, end: text.length };
}

function quoteAt(text: string, at: number): string | undefined {
  const character = text.charAt(at);
  if (character !== '"' && character !== "'" && character !== '`') return undefined;
  const triple = character.repeat(3);
  return character !== '`' && text.startsWith(triple, at) ? triple : character;
}

/** Length of the mark of a comment at this place; `http://` is none, nor is `a#b`. */
function lineComment(text: string, at: number, style: CommentStyle): number {
  if (style !== '#' && text.startsWith('//', at)) return 2;
  if (style === '//' || text[at] !== '#') return 0;
  return at === 0 || /[\s,;{}[\]()]/.test(text.charAt(at - 1)) ? 1 : 0;
}

/** Cuts a text into tokens. Linear; never throws. */
export function tokenize(source: Written, style: CommentStyle): Tokens {
  const text = source.value;
  const tokens: Token[] = [];
  const comments: Written[] = [];
  /** Quotes that nothing closes any more: looked for once. */
  const unclosed = new Set<string>();
  let run: Written[] = [];
  let lastComment = -1;
  const endRun = () => {
    if (run.length > 0) comments.push(joined(run));
    run = [];
  };
  let line = 0;
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at);
    if (character === '\n') {
      tokens.push({ kind: 'line' });
      line++;
      at++;
      continue;
    }
    const space = match(SPACE, text, at);
    if (space > 0) {
      at += space;
      continue;
    }
    const comment = lineComment(text, at, style);
    if (comment > 0) {
      const length = match(LINE, text, at);
      // The comments of lines that follow each other are one text: a whole server may be commented out.
      if (line !== lastComment + 1) endRun();
      lastComment = line;
      run.push(slice(source, at + comment, Math.min(text.length, at + length + 1)));
      at += length;
      continue;
    }
    if (style !== '#' && text.startsWith('/*', at)) {
      const found = text.indexOf('*/', at + 2);
      const end = found === -1 ? text.length : found;
      comments.push(slice(source, at + 2, end));
      at = end + 2;
      continue;
    }
    const quote = quoteAt(text, at);
    if (quote !== undefined) {
      const found = unclosed.has(quote) ? undefined : stringEnd(text, at, quote);
      if (!found) unclosed.add(quote);
      else {
        tokens.push({ kind: 'text', written: unescape(slice(source, at + quote.length, found.inner)) });
        if (isOpen(quote)) line += text.slice(at, found.end).split('\n').length - 1;
      }
      at = found?.end ?? at + quote.length;
      continue;
    }
    if (WORD_START.test(character)) {
      const length = match(WORD, text, at);
      tokens.push({ kind: 'word', word: text.slice(at, at + length) });
      at += length;
      continue;
    }
    const number = match(NUMBER, text, at);
    if (number > 0) {
      tokens.push({ kind: 'word', word: text.slice(at, at + number) });
      at += number;
      continue;
    }
    if (MARKS.has(character)) tokens.push({ kind: 'mark', mark: character });
    at++;
  }
  endRun();
  return { tokens, comments };
}
