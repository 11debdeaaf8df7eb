import type { Random } from '../random.ts';
import { bare } from '../sheet.ts';

/** Whether a POSIX shell takes this word as it stands. */
const isShellWord = (text: string): boolean => /^[\w./:@%+=,~-]+$/.test(bare(text));

export const shellSingle = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** Double quotes in a shell keep references alive; `raw` keeps `$` as it is. */
export const shellDouble = (text: string, raw = false): string =>
  `"${text.replaceAll(raw ? /["\\`]/g : /["\\`$]/g, String.raw`\$&`)}"`;

/** One word of a command line. References keep their `$` in double quotes. */
export function shellWord(text: string, random: Random): string {
  const isReference = /\$\{?[A-Z]|\$\(/.test(bare(text));
  if (isReference) return random.chance(0.5) || /[()\s]/.test(bare(text)) ? shellDouble(text, true) : text;
  if (isShellWord(text) && random.chance(0.6)) return text;
  return random.chance(0.5) ? shellSingle(text) : shellDouble(text);
}

/** A string of TOML: basic, or literal where it has no single quote. */
export function tomlString(text: string, random: Random): string {
  if (!/['\n]/.test(text) && random.chance(0.3)) return `'${text}'`;
  return JSON.stringify(text);
}

export const xmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
