import { createRequire } from 'node:module';
import type { Scalar } from 'yaml';
import { align, undouble, unescape } from '../text/unescape.ts';
import { replaced, slice, type Written } from '../text/written.ts';
import { listNode, mapNode, textNode, wordNode, type ConfigNode, type Entry } from './config-node.ts';

/** Loaded with the first YAML text: it is a third of what a scan of one small file would load. */
let yaml: typeof import('yaml') | undefined;
const loadYaml = () => (yaml ??= createRequire(import.meta.url)('yaml') as typeof import('yaml'));

/** The parser reads 2 MB a second; larger files are read line by line. In UTF-16 code units. */
const MAX_LENGTH = 524_288;

/** Ends of lines in quotes, with the white space around them. Each run is looked at from its first character only. */
const FOLDED = /(?:(?<![ \t])[ \t]+)?(?:\r?\n[ \t]*)+/g;
/** In double quotes a line's end may be escaped, and the backslash before it too. */
const FOLDED_DOUBLE = /\\\\|\\\r?\n[ \t]*|(?:(?<![ \t])[ \t]+)?(?:\r?\n[ \t]*)+/g;

/** One line's end is a space, several are one fewer (https://yaml.org/spec/1.2.2/ section 7.3). */
function fold(ends: string): string {
  if (ends.startsWith('\\')) return ends.startsWith('\\\\') ? ends : '';
  const lines = ends.split('\n').length - 1;
  return lines === 1 ? ' ' : '\n'.repeat(lines - 1);
}

function readScalar(source: Written, scalar: Scalar): ConfigNode {
  const { value, range, type } = scalar;
  if (typeof value !== 'string' || !range) return wordNode(String(value));
  const [start, end] = range;
  const whole = slice(source, start, end);
  if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') {
    const inner = slice(whole, 1, Math.max(1, whole.value.length - 1));
    const folded = replaced(inner, type === 'QUOTE_DOUBLE' ? FOLDED_DOUBLE : FOLDED, fold);
    return textNode(type === 'QUOTE_DOUBLE' ? unescape(folded) : undouble(folded, "'"));
  }
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  // Behind the line that says of which kind the block is.
  return textNode(align(isBlock ? slice(whole, whole.value.indexOf('\n') + 1) : whole, value));
}

function keyOf(key: unknown): string {
  const value = loadYaml().isScalar(key) ? key.value : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function toNode(source: Written, node: unknown): ConfigNode {
  const { isAlias, isMap, isScalar, isSeq } = loadYaml();
  if (isMap(node)) {
    return mapNode(
      node.items.map((pair): Entry => ({ key: keyOf(pair.key), value: toNode(source, pair.value) })),
    );
  }
  if (isSeq(node)) return listNode(node.items.map((item) => toNode(source, item)));
  if (isScalar(node)) {
    // `!user_secret` and `!ENV` say that the value is elsewhere.
    return node.tag?.startsWith('!') ? wordNode(node.tag) : readScalar(source, node);
  }
  return wordNode(isAlias(node) ? '*' : '');
}

/** The documents of a text, and whether something in it was not understood. */
export interface Yaml {
  readonly documents: readonly ConfigNode[];
  readonly isBroken: boolean;
}

const BROKEN: Yaml = { documents: [], isBroken: true };

/**
 * Reads the documents of a YAML text as far as they can be understood; nothing of what is too large or too deep.
 * Aliases are not followed (https://yaml.org/spec/1.2.2/ section 7.1): what they point at is read where it stands.
 */
export function readYaml(source: Written): Yaml {
  if (source.value.length > MAX_LENGTH) return BROKEN;
  // Each of the parser's errors would describe the stack, which takes longer than all the rest.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const documents = loadYaml().parseAllDocuments(source.value, {
      uniqueKeys: false,
      logLevel: 'silent',
      // The line around each error: a long line with many would be copied for each.
      prettyErrors: false,
      strict: false,
      keepSourceTokens: false,
      customTags: [],
    });
    if (!Array.isArray(documents)) return { documents: [], isBroken: false };
    const errors = documents.flatMap((document) => document.errors);
    // Nested so deep that the parser's stack ends, which is not at the same depth each time.
    if (errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return BROKEN;
    return {
      documents: documents.map(({ contents }) => toNode(source, contents)),
      isBroken: errors.length > 0,
    };
  } catch {
    // The same, for the stack of the functions above.
    return BROKEN;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
