import type { Random } from '../random.ts';

/** What a JSON file is made of. A list of pairs is an object whose keys may repeat and keep their order. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** How a person or a tool writes JSON. */
export interface JsonStyle {
  /** Empty for everything on one line. */
  readonly indent: string;
  readonly newline: string;
  readonly comments: boolean;
  readonly trailingCommas: boolean;
  readonly escapeSlashes: boolean;
  /** JSON5: keys without quotes and strings in single quotes. */
  readonly loose: boolean;
}

export const PLAIN_JSON: JsonStyle = {
  indent: '  ',
  newline: '\n',
  comments: false,
  trailingCommas: false,
  escapeSlashes: false,
  loose: false,
};

const COMMENTS = [
  '// TODO: rotate',
  '/* local only */',
  '// see docs/mcp.md',
  '// "disabled": true,',
  '// added by the setup script',
];

/** A style at random; comments and trailing commas only where the reader of the file takes them. */
export function jsonStyle(random: Random, withComments = false): JsonStyle {
  return {
    indent: random.pick(['  ', '  ', '  ', '    ', '\t', '']),
    newline: random.chance(0.08) ? '\r\n' : '\n',
    comments: withComments && random.chance(0.5),
    trailingCommas: withComments && random.chance(0.4),
    escapeSlashes: random.chance(0.04),
    loose: false,
  };
}

function writeString(text: string, { escapeSlashes, loose }: JsonStyle): string {
  const quoted = JSON.stringify(text);
  if (loose) return `'${quoted.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  return escapeSlashes ? quoted.replaceAll('/', '\\/') : quoted;
}

const writeKey = (key: string, style: JsonStyle) =>
  style.loose && /^[A-Za-z_]\w*$/.test(key) ? key : writeString(key, style);

/** Serialises with the habits of a style. */
export function writeJson(value: Json, style: JsonStyle, random: Random, depth = 0): string {
  if (typeof value === 'string') return writeString(value, style);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const items = Array.isArray(value)
    ? (value as readonly Json[]).map((item) => writeJson(item, style, random, depth + 1))
    : Object.entries(value).map(
        ([key, item]) =>
          `${writeKey(key, style)}:${style.indent || random.chance(0.5) ? ' ' : ''}${writeJson(item, style, random, depth + 1)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return open + close;
  const scalars =
    Array.isArray(value) && (value as readonly Json[]).every((item) => typeof item !== 'object');
  if (!style.indent || (scalars && random.chance(0.5)))
    return `${open}${items.join(style.indent ? ', ' : ',')}${close}`;
  const inner = style.newline + style.indent.repeat(depth + 1);
  const lines = items.map((item) =>
    style.comments && random.chance(0.12) ? `${random.pick(COMMENTS)}${inner}${item}` : item,
  );
  return `${open}${inner}${lines.join(`,${inner}`)}${style.trailingCommas ? ',' : ''}${style.newline}${style.indent.repeat(depth)}${close}`;
}
