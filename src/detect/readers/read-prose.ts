import { readLiterals } from '../documents/literals.ts';
import { withoutEntities } from '../documents/markup.ts';
import { slice, type Written } from '../text/written.ts';
import type { Candidate, Place } from './candidate.ts';
import { readLines } from './read-lines.ts';
import { readShell } from './read-shell.ts';
import { readTree } from './read-tree.ts';
import { looksLikeCommand } from './shell-words.ts';

/** A piece of code in a sentence. */
const INLINE = /`([^`\n]{3,4096})`/g;
/** The first word of a command that registers a server or asks one, anywhere in a line. */
const COMMAND =
  /\b(?:(?:claude|codex|gemini|qwen|copilot|droid|amp|kilo|opencode)\s+mcp\s+add|code\s+--add-mcp|npx\s+|uvx\s+|docker\s+run|curl\s+|mcp-remote\s+|smithery\s+|export\s+[A-Z]|setx?\s+[A-Z]|fastmcp\s+|goose\s+|config\s+set\s+)/;
const MAX_LINE = 16_384;
/** A document in a page, its quotes escaped. */
const ENTITIES = /&(?:quot|#34|#x22);/i;
/** Braces with something that has the look of a name and a value: worth reading as a document. */
const DOCUMENT = /["'][\w.-]+["']\s{0,16}:|\b\w+\s{0,16}[:=]\s{0,16}["'{[]/;

/** Where the command of a line begins: the whole line, or what follows a sentence; -1 without one. */
function commandStart(line: string): number {
  if (line.length > MAX_LINE) return -1;
  // Behind a piece of code the sentence goes on: such pieces are read by themselves.
  const sentence = line.replaceAll(INLINE, (code) => ' '.repeat(code.length));
  return looksLikeCommand(sentence) ? 0 : sentence.search(COMMAND);
}

/** Where a command in a line begins, and where its last continued line ends. */
function commandLines(text: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  let open: number | undefined;
  let start = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    const begin = open === undefined ? commandStart(line) : -1;
    if (open === undefined && begin !== -1) open = start + begin;
    if (open !== undefined && !/[\\`^]\s*$/.test(line)) {
      found.push({ start: open, end });
      open = undefined;
    }
    start = end + 1;
  }
  return open === undefined ? found : [...found, { start: open, end: text.length }];
}

/** Lines that hold a command, from the command on, and the pieces of code in sentences that are one. */
function commandsIn(text: Written): readonly Written[] {
  const inline = [...text.value.matchAll(INLINE)]
    .filter((match) => looksLikeCommand(match[1] ?? ''))
    .map((match) => slice(text, match.index + 1, match.index + match[0].length - 1));
  return [...inline, ...commandLines(text.value).map(({ start, end }) => slice(text, start, end))];
}

/**
 * Reads a text that is in no language: names and values on lines, commands in sentences, and what looks like a
 * document somewhere in it.
 */
export function readProse(whole: Written, place: Place): readonly Candidate[] {
  const text = ENTITIES.test(whole.value) ? withoutEntities(whole) : whole;
  const hasDocument = text.value.includes('{') && DOCUMENT.test(text.value);
  return [
    ...readLines(text, place),
    ...commandsIn(text).flatMap((command) => readShell(command, place)),
    ...(hasDocument ? readTree(readLiterals(text).root, place) : []),
  ];
}
