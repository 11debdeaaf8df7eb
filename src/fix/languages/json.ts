import { inputDeclaration } from '../../detect/index.ts';
import type { Edit } from '../edit.ts';
import { indentAt, lineEnd } from '../file-text.ts';
import { nodesAround, readJsonc, type JsonNode } from '../jsonc.ts';
import { eachTarget, inPlace, type Source, type Strategy, type Target } from '../target.ts';

/** In place, in a string of a JSON document. */
export const fixJson: Strategy = eachTarget(inPlace);

/** Names of the map of servers, and of the list of what the client asks for beside it. */
const INPUTS_BESIDE: Readonly<Record<string, string>> = {
  servers: 'inputs',
  mcpServers: 'inputs',
  'mcp.servers': 'mcp.inputs',
};

/** The map that has the map of servers in which an offset stands, and what its list of inputs is called. */
function holderOf(
  root: JsonNode,
  offset: number,
): { readonly map: JsonNode; readonly name: string } | undefined {
  return nodesAround(root, offset)
    .flatMap((map) =>
      map.entries
        .filter(
          ({ key, value }) =>
            Object.hasOwn(INPUTS_BESIDE, key) && value.start <= offset && offset < value.end,
        )
        .map(({ key }) => ({ map, name: INPUTS_BESIDE[key] ?? 'inputs' })),
    )
    .at(0);
}

function isDeclared(list: JsonNode, id: string): boolean {
  return list.items.some(({ entries }) =>
    entries.some(({ key, value }) => key === 'id' && value.text === id),
  );
}

/** Where the members of a map or list begin a line of their own: their indentation; undefined for one on one line. */
function memberIndent(text: string, node: JsonNode): string | undefined {
  const first = node.entries[0]?.keyStart ?? node.items[0]?.start;
  if (first === undefined || !text.slice(node.start, first).includes('\n')) return undefined;
  return indentAt(text, first);
}

/** One step of indentation, as the members of a map are set apart from the map itself. */
function stepOf(text: string, root: JsonNode, inner: string): string {
  const outer = indentAt(text, root.start);
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : '  ';
}

/** An input on one line, spaced like the file. */
function written(target: Target, isSpaced: boolean): string {
  const text = JSON.stringify(inputDeclaration(target.name), null, isSpaced ? 1 : 0);
  return isSpaced ? text.replaceAll(/\n */g, ' ') : text;
}

/** Declares inputs in a list that is there, before its first. */
function intoList(text: string, list: JsonNode, targets: readonly Target[]): Edit {
  const indent = memberIndent(text, list);
  const isSpaced =
    indent !== undefined || /[:,] /.test(text.slice(list.start, list.end)) || list.items.length === 0;
  const eol = lineEnd(text);
  const all = targets.map((target) => written(target, isSpaced));
  const at = list.start + 1;
  const more = list.items.length > 0;
  if (indent === undefined)
    return { start: at, end: at, text: all.join(', ') + (more ? (isSpaced ? ', ' : ',') : '') };
  return {
    start: at,
    end: at,
    text: all.map((one) => `${eol}${indent}${one}`).join(',') + (more ? ',' : ''),
  };
}

/** Declares inputs in a list of their own, the first of the map. */
function newList(text: string, map: JsonNode, name: string, targets: readonly Target[]): Edit {
  const indent = memberIndent(text, map);
  const eol = lineEnd(text);
  const at = map.start + 1;
  if (indent === undefined) {
    const isSpaced = /[:,] /.test(text.slice(map.start, map.end));
    const gap = isSpaced ? ' ' : '';
    const all = targets.map((target) => written(target, isSpaced)).join(`,${gap}`);
    return { start: at, end: at, text: `"${name}":${gap}[${all}],` };
  }
  const inner = `${indent}${stepOf(text, map, indent)}`;
  const all = targets.map((target) => `${eol}${inner}${written(target, true)}`).join(',');
  return { start: at, end: at, text: `${eol}${indent}"${name}": [${all}${eol}${indent}],` };
}

function declare(text: string, root: JsonNode, targets: readonly Target[]): readonly Edit[] {
  const byMap = Map.groupBy(targets, ({ finding }) => holderOf(root, finding.span.start)?.map);
  return [...byMap].flatMap(([map, own]): readonly Edit[] => {
    const holder = map && own[0] && holderOf(root, own[0].finding.span.start);
    if (!map || !holder) return [];
    const names = [...new Map(own.map((target) => [target.name, target])).values()];
    const list = map.entries.find(({ key }) => key === holder.name)?.value;
    if (list === undefined) return [newList(text, map, holder.name, names)];
    const missing = names.filter(({ name }) => !isDeclared(list, name));
    return missing.length === 0 ? [] : [intoList(text, list, missing)];
  });
}

/** The same for clients that ask for values: each is declared in the list of inputs beside the servers. */
export const fixWithInputs: Strategy = (source: Source, targets) => {
  const root = readJsonc(source.text);
  const isKnown = ({ finding }: Target) => {
    const holder = root && holderOf(root, finding.span.start);
    const list = holder?.map.entries.find(({ key }) => key === holder.name)?.value;
    return holder !== undefined && (list === undefined || list.kind === 'list');
  };
  const known = targets.filter(isKnown);
  const outcome = fixJson(source, known);
  const done = known.filter((target) => !outcome.left.has(target));
  const left = new Map(outcome.left);
  for (const target of targets) if (!known.includes(target)) left.set(target, 'unsure');
  return { edits: [...outcome.edits, ...(root ? declare(source.text, root, done) : [])], left };
};
