import type { Random } from '../random.ts';
import type { Json } from './json.ts';
import { tomlString } from './quoting.ts';

const isTable = (value: Json): value is { readonly [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const tomlKey = (key: string) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

function inline(value: Json, random: Random): string {
  if (typeof value === 'string') return tomlString(value, random);
  if (Array.isArray(value))
    return `[${(value as readonly Json[]).map((item) => inline(item, random)).join(', ')}]`;
  if (isTable(value))
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${tomlKey(key)} = ${inline(item, random)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}

function multiline(value: Json, random: Random): string {
  if (!Array.isArray(value) || random.chance(0.6)) return inline(value, random);
  return `[\n${(value as readonly Json[]).map((item) => `  ${inline(item, random)},`).join('\n')}\n]`;
}

/** A table under its header, its own tables below or inline or dotted, as people mix them. */
export function writeToml(
  path: readonly string[],
  table: { readonly [key: string]: Json },
  random: Random,
): string {
  const name = path.map(tomlKey).join('.');
  const lines: string[] = [];
  const below: string[] = [];
  for (const [key, value] of Object.entries(table)) {
    const style = isTable(value) ? random.int(0, 2) : 1;
    if (isTable(value) && style === 0) below.push(writeToml([...path, key], value, random));
    else if (isTable(value) && style === 2)
      for (const [inner, item] of Object.entries(value))
        lines.push(`${tomlKey(key)}.${tomlKey(inner)} = ${inline(item, random)}`);
    else lines.push(`${tomlKey(key)} = ${multiline(value, random)}`);
  }
  return [`[${name}]`, ...lines, ...below.map((text) => `\n${text}`)].join('\n');
}
