import { replaced, slice, type Written } from '../text/written.ts';
import { listNode, mapNode, textNode, type ConfigNode, type Entry } from './config-node.ts';

const ENTITY = /&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\dA-Fa-f]{1,6});/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** An element with its attributes, or a closing tag. */
const TAG = /<(\/?)([A-Za-z][\w:.-]{0,63})((?:\s+[\w:.-]{1,64}\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/g;
const ATTRIBUTE = /([\w:.-]{1,64})\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** Longer names are none; kept whole, one could be read again for every value. */
const MAX_NAME = 256;
/** Attributes that name what another one holds: `<option name="…" value="…"/>`, `<env name="…" value="…"/>`. */
const NAMES = new Set(['name', 'key', 'id']);
const VALUES = new Set(['value', 'val', 'default']);

function characterOf(entity: string): string {
  const name = entity.slice(1, -1);
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return NAMED[name] ?? (code <= 0x10ffff ? String.fromCodePoint(code) : entity);
}

/** Text with XML's entities (https://www.w3.org/TR/xml/ section 4.6) replaced by what they stand for. */
export const withoutEntities = (outer: Written): Written => replaced(outer, ENTITY, characterOf);

interface Attribute {
  readonly key: string;
  readonly text: Written;
}

function readAttributes(source: Written, attributes: string, at: number): readonly Attribute[] {
  return [...attributes.matchAll(ATTRIBUTE)].map(({ 0: whole, 1: key = '', 2: double, 3: single, index }) => {
    const value = double ?? single ?? '';
    const start = at + index + whole.length - 1 - value.length;
    return { key, text: withoutEntities(slice(source, start, start + value.length)) };
  });
}

/**
 * Reads the names and values of XML, as a flat map: options with `name` and `value`, elements with text under their own
 * name, and property lists, where `<key>` names the element that follows (launchd, Xcode). Nesting is not kept.
 */
export function readMarkup(source: Written): ConfigNode {
  const entries: Entry[] = [];
  let opened: { readonly name: string; readonly end: number } | undefined;
  let named: string | undefined;
  let words: ConfigNode[] = [];
  for (const tag of source.value.matchAll(TAG)) {
    const [whole, closing = '', name = '', attributes = ''] = tag;
    if (closing && opened?.name === name) {
      const text = withoutEntities(slice(source, opened.end, tag.index));
      if (name === 'key') named = text.value.trim().slice(0, MAX_NAME);
      else if (name === 'string' && named === undefined) words.push(textNode(text));
      else {
        entries.push({ key: named ?? name, value: textNode(text) });
        named = undefined;
      }
    }
    if (closing && name === 'array') named = undefined;
    if (!closing && name === 'array') {
      // What follows are the words of a list, not values with names.
      named = undefined;
      words = [];
    } else if (name === 'array' && words.length > 0) entries.push({ key: 'args', value: listNode(words) });
    opened = closing || whole.endsWith('/>') ? undefined : { name, end: tag.index + whole.length };
    const found = readAttributes(source, attributes, tag.index + 1 + name.length);
    const label = found.find(({ key }) => NAMES.has(key.toLowerCase()))?.text.value;
    for (const { key, text } of found)
      entries.push({
        key: label !== undefined && VALUES.has(key.toLowerCase()) ? label : key,
        value: textNode(text),
      });
    // `<option name="JSON"><![CDATA[…]]>` and the like: the text belongs to the name.
    if (label !== undefined && opened) named = label.slice(0, MAX_NAME);
  }
  return mapNode(entries);
}
