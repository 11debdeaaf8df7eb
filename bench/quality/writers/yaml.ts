import type { Random } from '../random.ts';
import { bare } from '../sheet.ts';
import type { Json } from './json.ts';

/** How a person writes YAML. */
export interface YamlStyle {
  readonly quote: 'plain' | 'double' | 'single' | 'mixed';
  readonly step: number;
  readonly comments: boolean;
  /** Short maps and lists in one line. */
  readonly flow: boolean;
  readonly indentLists: boolean;
}

export function yamlStyle(random: Random): YamlStyle {
  return {
    quote: random.pick(['plain', 'plain', 'double', 'single', 'mixed']),
    step: random.pick([2, 2, 4]),
    comments: random.chance(0.4),
    flow: random.chance(0.3),
    indentLists: random.chance(0.6),
  };
}

const COMMENTS = ['# TODO: rotate', '# see docs/mcp.md', '# local only', '# enabled: false'];

/** Whether a text is the same string without quotes, also inside a flow collection. */
function isPlainYaml(text: string): boolean {
  const value = bare(text);
  return (
    /^[A-Za-z0-9_./$%+=@~-][^\n#{}[\],&*!|>'"`]*$/.test(value) &&
    !/: |:$| $|^[-?:] |^-+$|^[.~]$/.test(value) &&
    !/^(?:true|false|yes|no|on|off|null|~|[-+]?[\d._]+(?:e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+|\.inf|\.nan)$/i.test(
      value,
    ) &&
    !/^[@`%]/.test(value) &&
    !/^\d+[:-]/.test(value)
  );
}

const doubleQuoted = (text: string) => JSON.stringify(text);
const singleQuoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

function writeYamlScalar(value: string | number | boolean | null, style: YamlStyle, random: Random): string {
  if (typeof value !== 'string') return String(value);
  const quote = style.quote === 'mixed' ? random.pick(['plain', 'double', 'single'] as const) : style.quote;
  if (quote === 'plain' && isPlainYaml(value)) return value;
  if (value.includes('\n')) return doubleQuoted(value);
  return quote === 'single' ? singleQuoted(value) : doubleQuoted(value);
}

const writeKey = (key: string) => (/^[A-Za-z_][\w.-]*$/.test(key) ? key : doubleQuoted(key));
const isScalar = (value: Json): value is string | number | boolean | null =>
  value === null || typeof value !== 'object';
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function writeFlow(value: Json, style: YamlStyle, random: Random): string {
  if (isScalar(value)) return writeYamlScalar(value, style, random);
  if (isList(value)) return `[${value.map((item) => writeFlow(item, style, random)).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${writeKey(key)}: ${writeFlow(item, style, random)}`)
    .join(', ')} }`;
}

const isShort = (value: Json) =>
  !isScalar(value) && Object.values(value as object).every((item) => isScalar(item as Json));

/** What stands after `key:` or `-`: in the same line, or in the lines below. */
function after(value: Json, style: YamlStyle, random: Random, indent: number, inList: boolean): string {
  if (isScalar(value)) return ` ${writeYamlScalar(value, style, random)}`;
  if (Object.keys(value).length === 0) return isList(value) ? ' []' : ' {}';
  if (style.flow && isShort(value) && random.chance(0.5)) return ` ${writeFlow(value, style, random)}`;
  const lines = writeYaml(value, style, random, indent);
  return inList ? ` ${lines.trimStart()}` : `\n${lines}`;
}

/** Block style, its lines indented by `indent` spaces, without a newline at the end. */
export function writeYaml(value: Json, style: YamlStyle, random: Random, indent = 0): string {
  const margin = ' '.repeat(indent);
  if (isScalar(value)) return margin + writeYamlScalar(value, style, random);
  const comment = () => (style.comments && random.chance(0.08) ? `${margin}${random.pick(COMMENTS)}\n` : '');
  if (isList(value))
    return value
      .map((item) => `${comment()}${margin}-${after(item, style, random, indent + 2, true)}`)
      .join('\n');
  return Object.entries(value)
    .map(([key, item]) => {
      const deeper = indent + (isList(item) && !style.indentLists ? 0 : style.step);
      return `${comment()}${margin}${writeKey(key)}:${after(item, style, random, deeper, false)}`;
    })
    .join('\n');
}

/** Text as a block scalar, each line indented. */
export function blockScalar(text: string, indent: number): string {
  const margin = ' '.repeat(indent);
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : margin + line))
    .join('\n');
}
