import { parseTOML, type AST } from 'toml-eslint-parser';
import { unescape } from '../text/unescape.ts';
import { slice, type Written } from '../text/written.ts';
import { listNode, mapNode, textNode, wordNode, type ConfigNode, type Entry } from './config-node.ts';

/** In UTF-16 code units; larger files are read line by line. */
const MAX_LENGTH = 1_048_576;

function readString(source: Written, { range, value }: AST.TOMLStringValue): ConfigNode {
  const whole = slice(source, ...range);
  const width = /^(?:"""|''')/.test(whole.value) ? 3 : 1;
  const inner = slice(whole, width, whole.value.length - width);
  const read = whole.value.startsWith('"') ? unescape(inner) : inner;
  // A line end behind the opening quotes is not part of the string.
  const offset = read.value.length - value.length;
  return textNode(offset > 0 && read.value.endsWith(value) ? slice(read, offset) : read);
}

function toNode(source: Written, node: AST.TOMLContentNode): ConfigNode {
  if (node.type === 'TOMLArray') return listNode(node.elements.map((one) => toNode(source, one)));
  if (node.type === 'TOMLInlineTable') return tableOf(source, node.body);
  return node.kind === 'string' ? readString(source, node) : wordNode(String(node.value));
}

/** `a.b.c = 1` is three maps. */
function nested(keys: readonly (string | number)[], value: ConfigNode): Entry {
  return keys
    .slice(0, -1)
    .reduceRight((inner: Entry, key): Entry => ({ key: String(key), value: mapNode([inner]) }), {
      key: String(keys.at(-1) ?? ''),
      value,
    });
}

function namesOf(key: AST.TOMLKey): readonly string[] {
  return key.keys.map((one) => (one.type === 'TOMLBare' ? one.name : one.value));
}

function tableOf(source: Written, pairs: readonly AST.TOMLKeyValue[]): ConfigNode {
  return merge(pairs.map((pair) => nested(namesOf(pair.key), toNode(source, pair.value))));
}

interface MutableMap {
  readonly entries: Map<string, ConfigNode[]>;
}

/** Tables that are parts of one map become one map: `[mcp_servers.x]` and `[mcp_servers.x.env]`. */
function merge(entries: readonly Entry[]): ConfigNode {
  const merged: MutableMap = { entries: new Map() };
  for (const { key, value } of entries) {
    const values = merged.entries.get(key);
    if (values) values.push(value);
    else merged.entries.set(key, [value]);
  }
  return mapNode(
    [...merged.entries].flatMap(([key, values]): Entry[] => {
      const [only] = values;
      if (values.length === 1 && only) return [{ key, value: only }];
      const maps = values.filter(({ kind }) => kind === 'map');
      const others = values.filter(({ kind }) => kind !== 'map').map((value) => ({ key, value }));
      return [
        ...others,
        ...(maps.length > 0 ? [{ key, value: merge(maps.flatMap((map) => map.entries)) }] : []),
      ];
    }),
  );
}

/** Reads a TOML document; undefined for one that is too large, cut or otherwise broken. */
export function readToml(source: Written): ConfigNode | undefined {
  if (source.value.length > MAX_LENGTH) return undefined;
  try {
    const [table] = parseTOML(source.value).body;
    const entries = table.body.map((item): Entry =>
      item.type === 'TOMLTable'
        ? nested(item.resolvedKey, tableOf(source, item.body))
        : nested(namesOf(item.key), toNode(source, item.value)),
    );
    return merge(entries);
  } catch {
    return undefined;
  }
}
