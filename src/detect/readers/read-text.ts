import { readLiterals } from '../documents/literals.ts';
import type { CommentStyle } from '../documents/literal-tokens.ts';
import { readMarkup } from '../documents/markup.ts';
import { readToml } from '../documents/toml.ts';
import { readYaml } from '../documents/yaml.ts';
import { slice, type Written } from '../text/written.ts';
import type { Candidate, Place, ReadText } from './candidate.ts';
import type { Kind } from './kind.ts';
import { readLines } from './read-lines.ts';
import { readMarkdown } from './read-markdown.ts';
import { readNotebook } from './read-notebook.ts';
import { readProse } from './read-prose.ts';
import { readDockerfile, readShell } from './read-shell.ts';
import { readTable } from './read-table.ts';
import { readTree } from './read-tree.ts';

const MAGIC = /^([ \t]*[%!]{1,2}).*$/gm;
/** Lines that are comments altogether. */
const COMMENT_LINES = /(?:^[ \t]*#.*(?:\n|$))+/gm;

type Reader = (text: Written, place: Place) => readonly Candidate[];

/** Texts in texts nest this deep at most. */
const MAX_LEVELS = 6;
/** Structured reading stops here, in UTF-16 code units; known formats are found in larger texts all the same. */
const MAX_LENGTH = 2_097_152;

const literals =
  (style: CommentStyle): Reader =>
  (text, place) => {
    const literal = readLiterals(text, style);
    return [
      ...readTree(literal.root, place),
      ...literal.comments.flatMap((comment) => readProse(comment, place)),
    ];
  };

/** The comments of a text whose other lines a parser has read. */
const comments: Reader = (text, place) =>
  [...text.value.matchAll(COMMENT_LINES)].flatMap(({ 0: lines, index }) =>
    readProse(slice(text, index, index + lines.length), place),
  );

const yaml: Reader = (text, place) => {
  const { documents, isBroken } = readYaml(text);
  return [
    ...documents.flatMap((document) => readTree(document, place)),
    // In a template, what the parser understands is not what will be there.
    ...(isBroken || text.value.includes('{{') ? readLines : comments)(text, place),
  ];
};

const toml: Reader = (text, place) => {
  const root = readToml(text);
  return root ? [...readTree(root, place), ...comments(text, place)] : readLines(text, place);
};

/** Lines of a notebook that are commands: `%env NAME=value`, `!claude mcp add …`. */
const magics: Reader = (text, place) =>
  [...text.value.matchAll(MAGIC)].flatMap(({ 0: line, 1: mark = '', index }) => {
    const command = slice(text, index + mark.length, index + line.length);
    return [...readShell(command, place), ...readLines(slice(text, index, index + line.length), place)];
  });

/** Each stage that can make something of a kind; what two of them find is found once. */
const READERS: Readonly<Record<Kind, Reader>> = {
  json: literals('both'),
  slashes: literals('//'),
  hashes: (text, place) => [...literals('#')(text, place), ...magics(text, place)],
  yaml,
  toml,
  markup: (text, place) => [...readTree(readMarkup(text), place), ...readProse(text, place)],
  notebook: readNotebook,
  dotenv: (text, place) => readLines(text, place, true),
  shell: (text, place) => [...readShell(text, place), ...readLines(text, place)],
  docker: (text, place) => [...readDockerfile(text, place), ...readLines(text, place)],
  markdown: readMarkdown,
  table: (text, place) => [...readTable(text, place), ...readProse(text, place)],
  text: readProse,
};

/** Reads a text of a kind: every value in it at a place where credentials may stand, in no order. */
export const readText: ReadText = (text, kind, place) =>
  place.level > MAX_LEVELS || text.value.length > MAX_LENGTH ? [] : READERS[kind](text, place);
