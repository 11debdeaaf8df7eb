import type { Node } from 'jsonc-parser';
import { readJsonString, type Written } from './written.ts';

/** A parsed JSON value together with the text that it was parsed from. */
export interface JsonNode {
  readonly node: Node;
  readonly text: Written;
}

/** A property of an object, in the order of the file; a key that stands twice is two properties. */
export interface Property {
  readonly key: string;
  readonly value: JsonNode;
}

/** The properties of an object; nothing for any other value. */
export function propertiesOf({ node, text }: JsonNode): readonly Property[] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key && value && typeof key.value === 'string'
      ? [{ key: key.value, value: { node: value, text } }]
      : [];
  });
}

/** The items of an array; nothing for any other value. */
export function itemsOf({ node, text }: JsonNode): readonly JsonNode[] {
  return node.type === 'array' ? (node.children ?? []).map((item) => ({ node: item, text })) : [];
}

/** A string value with the places of its characters; undefined for any other value. */
export function stringOf({ node, text }: JsonNode): Written | undefined {
  return node.type === 'string' ? readJsonString(text, node.offset, node.offset + node.length) : undefined;
}

/** The last value of a key, as a JSON reader takes it. */
export function valueOf(object: JsonNode, ...keys: readonly string[]): JsonNode | undefined {
  return propertiesOf(object).findLast(({ key }) => keys.includes(key))?.value;
}

/** Every string below a value with the key that is nearest to it, without recursion. */
export function leavesOf(
  root: JsonNode,
  rootKey: string,
): readonly { readonly key: string; readonly value: Written }[] {
  const leaves: { readonly key: string; readonly value: Written }[] = [];
  const open: Property[] = [{ key: rootKey, value: root }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { key, value } = next;
    const string = stringOf(value);
    if (string) leaves.push({ key, value: string });
    for (const item of itemsOf(value)) open.push({ key, value: item });
    for (const property of propertiesOf(value)) open.push(property);
  }
  return leaves;
}
