import { Marked, type Token, type Tokens } from 'marked';

/** What of a text GitHub would turn into something that is no text. */
export interface Alive {
  /** Addresses of links and pictures. */
  readonly links: readonly string[];
  /** HTML that GitHub would read as such; comments that stand for themselves are left out. */
  readonly html: readonly string[];
  readonly headings: readonly string[];
  /** Cells of each row of each table. */
  readonly rows: readonly number[];
  /** Mentions, references, addresses, emoji, formulas and footnotes in what is left as running text. */
  readonly patterns: readonly string[];
  readonly tasks: number;
  readonly quotes: number;
  readonly codes: readonly string[];
}

const marked = new Marked({ gfm: true });

/** What GitHub makes of running text after Markdown: https://docs.github.com/get-started/writing-on-github */
const PATTERNS: readonly RegExp[] = [
  /(?<![\w`])@[a-z\d][\w-]*(?:\/[\w-]+)?/gi,
  /(?<![\w&])#\d+/g,
  /\bGH-\d+/gi,
  /\b[0-9a-f]{7,40}\b/gi,
  /\bwww\.\S+/gi,
  /\b[a-z]+:\/\/\S+/gi,
  /\bmailto:\w/gi,
  /[\w.+-]+@[\w-]+\.[a-z]{2,}/gi,
  /:[\w+-]+:(?!\d)/g,
  /\$\$?[^$\s][^$]*\$/g,
  /(?:^|\n)\/rekey\b/g,
  /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}\u{ad}](?<!\n)/gu,
];

const isOurComment = (raw: string) => /^(?:<!-- rekey:[\w:/=-]+ -->\s*)+$/.test(raw);

interface Found {
  links: string[];
  html: string[];
  headings: string[];
  rows: number[];
  texts: string[];
  notes: string[];
  codes: string[];
  tasks: number;
  quotes: number;
}

function visit(tokens: readonly Token[], found: Found): void {
  for (const token of tokens) {
    const one = token as Tokens.Generic;
    if (one.type === 'link' || one.type === 'image') found.links.push(String(one['href']));
    if (one.type === 'html' && !isOurComment(one.raw)) found.html.push(one.raw);
    if (one.type === 'heading') found.headings.push(one.raw.trim());
    if (one.type === 'blockquote') found.quotes += 1;
    if (one.type === 'codespan' || one.type === 'code') found.codes.push(String(one['text']));
    if (one.type === 'table') {
      const table = token as Tokens.Table;
      for (const row of [table.header, ...table.rows]) {
        found.rows.push(row.length);
        for (const cell of row) visit(cell.tokens, found);
      }
    }
    if (one.type === 'list')
      for (const item of (token as Tokens.List).items) {
        if (item.task) found.tasks += 1;
        visit(item.tokens, found);
      }
    else if (one.tokens) visit(one.tokens, found);
    else if (one.type === 'escape') found.texts.push(String(one['text']));
    else if (one.type === 'text') {
      // The parser knows no footnotes; of those that are not escaped it leaves the brackets.
      found.notes.push(...(one.raw.match(/\[\^[\w-]+\]/g) ?? []));
      found.texts.push(String(one['text']));
    }
    if (one.type === 'paragraph') found.texts.push('\n');
  }
}

const decode = (text: string) =>
  text
    .replaceAll('&#124;', '|')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** Reads Markdown as GitHub does, with a parser of GitHub's dialect. */
export function aliveIn(markdown: string): Alive {
  const found: Found = {
    links: [],
    html: [],
    headings: [],
    rows: [],
    texts: [],
    notes: [],
    codes: [],
    tasks: 0,
    quotes: 0,
  };
  visit(marked.lexer(markdown), found);
  const { texts, notes, ...rest } = found;
  const running = decode(texts.join(''));
  return { ...rest, patterns: [...notes, ...PATTERNS.flatMap((pattern) => running.match(pattern) ?? [])] };
}
