import type { Written } from '../text/written.ts';

/** A value of a document, whatever the language: JSON, YAML, TOML, markup, or a literal in a program. */
export interface ConfigNode {
  readonly kind: 'map' | 'list' | 'text' | 'other';
  /** Of a map, in the order of the text; a key that stands twice is two entries. */
  readonly entries: readonly Entry[];
  /** Of a list. A map of a program's literal may have items as well: the arguments without a name. */
  readonly items: readonly ConfigNode[];
  /** Of a text. */
  readonly text?: Written;
  /** Of a number, a boolean or a name: as written. */
  readonly word?: string;
}

/** A property of a map. */
export interface Entry {
  readonly key: string;
  readonly value: ConfigNode;
}

const NONE: readonly never[] = [];

/** A string value. */
export function textNode(text: Written): ConfigNode {
  return { kind: 'text', entries: NONE, items: NONE, text };
}

/** A number, a boolean, nothing, or a name. */
export function wordNode(word: string): ConfigNode {
  return { kind: 'other', entries: NONE, items: NONE, word };
}

/** A map of names to values. */
export function mapNode(entries: readonly Entry[]): ConfigNode {
  return { kind: 'map', entries, items: NONE };
}

/** A list. */
export function listNode(items: readonly ConfigNode[]): ConfigNode {
  return { kind: 'list', entries: NONE, items };
}

/** The last value of one of the keys, as a reader of the document takes it. */
export function valueOf(map: ConfigNode | undefined, ...keys: readonly string[]): ConfigNode | undefined {
  return map?.entries.findLast(({ key }) => keys.includes(key))?.value;
}

/** The text under one of the keys. */
export function textOf(map: ConfigNode | undefined, ...keys: readonly string[]): Written | undefined {
  return valueOf(map, ...keys)?.text;
}

/** The strings of a list. */
export function textsOf({ items }: ConfigNode): readonly Written[] {
  return items.flatMap(({ text }) => text ?? []);
}
