import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Edit } from '../edit.ts';
import { eachTarget, inPlace, type Reason, type Source, type Strategy, type Target } from '../target.ts';

/** In UTF-16 code units. */
const MAX_LENGTH = 524_288;

/** A scalar of a YAML text, with the keys that lead to it. */
export interface YamlScalar {
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
  readonly isPlain: boolean;
  /** It stands in `{…}` or `[…]`. */
  readonly inFlow: boolean;
  /** Numbers stand for places in a list; a key that is no text is empty. */
  readonly path: readonly (string | number)[];
}

function walk(node: unknown, path: readonly (string | number)[], inFlow: boolean, found: YamlScalar[]): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : '';
      walk(key, [...path, name], inFlow || node.flow === true, found);
      walk(value, [...path, name], inFlow || node.flow === true, found);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => walk(item, [...path, index], inFlow || node.flow === true, found));
  } else if (isScalar(node) && node.range) {
    const { range, type, value } = node;
    const [start, end] = range;
    found.push({ start, end, value, isPlain: type === 'PLAIN', inFlow, path });
  }
}

/** Every scalar of a text, in its order; undefined for what is broken, too large or too deep. */
export function readScalars(text: string): readonly YamlScalar[] | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const documents = parseAllDocuments(text, {
      uniqueKeys: false,
      logLevel: 'silent',
      prettyErrors: false,
      strict: false,
      customTags: [],
    });
    if (!Array.isArray(documents)) return [];
    if (documents.some(({ errors }) => errors.length > 0)) return undefined;
    const found: YamlScalar[] = [];
    for (const { contents } of documents) walk(contents, [], false, found);
    return found;
  } catch {
    return undefined;
  }
}

const quote = (at: number): Edit => ({ start: at, end: at, text: '"' });

/** What would end a plain scalar in brackets, or make something else of it. */
const NEEDS_QUOTES = /[{}[\],]/;

/**
 * The reference in place of the credential. In brackets a reference with brackets of its own would end the value, so
 * that a value without quotes gets some.
 */
function quoted(source: Source, target: Target, scalars: readonly YamlScalar[]): readonly Edit[] | Reason {
  const edits = inPlace(source, target);
  const { start, end } = target.finding.span;
  const around = scalars.find((scalar) => scalar.start <= start && end <= scalar.end);
  if (typeof edits === 'string' || !around) return typeof edits === 'string' ? edits : 'unsure';
  if (!around.isPlain || !around.inFlow || !NEEDS_QUOTES.test(target.reference)) return edits;
  if (/["\\\n]/.test(source.text.slice(around.start, around.end))) return 'unsure';
  return [quote(around.start), ...edits, quote(around.end)];
}

/** In place, in a scalar of a YAML document. */
export const fixYaml: Strategy = (source, targets) => {
  const scalars = readScalars(source.text);
  return eachTarget((_, target) => (scalars ? quoted(source, target, scalars) : 'unsure'))(source, targets);
};

/**
 * Where GitHub gives secrets to a workflow, by the keys that lead there.
 * https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability
 */
const WITH_SECRETS = [
  /^env\//,
  /^jobs\/[^/]*\/(?:env|secrets)\//,
  /^jobs\/[^/]*\/container\/(?:credentials|env)\//,
  /^jobs\/[^/]*\/services\/[^/]*\/(?:credentials|env)\//,
  /^jobs\/[^/]*\/steps\/\d+\/(?:env|with)\//,
  /^jobs\/[^/]*\/steps\/\d+\/(?:name|run|working-directory)$/,
];

/** In place, where GitHub gives secrets. An action has none at all: its inputs bring them. */
export const fixWorkflow: Strategy = (source, targets) => {
  const scalars = readScalars(source.text);
  const change = (_: Source, target: Target): readonly Edit[] | Reason => {
    if (!scalars) return 'unsure';
    const { start, end } = target.finding.span;
    const scalar = scalars.find((one) => one.start <= start && end <= one.end);
    const keys = scalar?.path.map((key) => String(key).replaceAll('/', '')).join('/') ?? '';
    if (!scalar || !WITH_SECRETS.some((pattern) => pattern.test(keys))) return 'no-secrets-here';
    return quoted(source, target, scalars);
  };
  return eachTarget(change)(source, targets);
};
