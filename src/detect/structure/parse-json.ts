import { createScanner, parseTree, type Node } from 'jsonc-parser';

/** jsonc-parser recurses, so deep nesting would overflow the stack; no configuration is nought but brackets. */
const MAX_DEPTH = 200;

/** Structured reading stops here, in UTF-16 code units; larger texts are still searched for known formats. */
const MAX_STRUCTURED_LENGTH = 1_048_576;

/** jsonc-parser's token kinds; it declares them as a const enum, which cannot be imported one file at a time. */
const OPENING: ReadonlySet<number> = new Set([1, 3]);
const CLOSING: ReadonlySet<number> = new Set([2, 4]);
const END_OF_TEXT: number = 17;

function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== END_OF_TEXT; token = scanner.scan()) {
    if (OPENING.has(token)) depth++;
    if (CLOSING.has(token) && depth > 0) depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/**
 * Parses JSON with comments and trailing commas, with or without a byte order mark, and as much of a broken text as
 * can be understood. Offsets are those of `text`. Undefined for what is too large, too deep, or no JSON at all.
 */
export function parseJson(text: string): Node | undefined {
  if (text.length > MAX_STRUCTURED_LENGTH) return undefined;
  const unmarked = text.startsWith('\u{feff}') ? ` ${text.slice(1)}` : text;
  if (isTooDeep(unmarked)) return undefined;
  return parseTree(unmarked, [], { allowTrailingComma: true, allowEmptyContent: true });
}
