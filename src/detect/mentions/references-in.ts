import type { Via } from './mention.ts';

/** What a value refers to. */
export interface NamedReference {
  readonly via: Via;
  readonly name: string;
}

const NAME = String.raw`[A-Za-z_]\w{0,127}`;

/**
 * Ways of writing "take it from there", each with one group that is the name. Anchored on rare characters and of bounded
 * length, so that a search is linear. `{NAME}` alone is left out: templates write everything so.
 */
const SYNTAXES: readonly (readonly [Via, RegExp])[] = [
  ['secret', new RegExp(String.raw`\bsecrets\s{0,4}(?:\.\s{0,4}|\[\s{0,4}['"])(${NAME})`, 'gi')],
  ['variable', new RegExp(String.raw`\bvars\s{0,4}(?:\.\s{0,4}|\[\s{0,4}['"])(${NAME})`, 'gi')],
  ['input', /\$\{input:([\w.-]{1,128})\}/g],
  ['env', new RegExp(String.raw`\$\{(?:env[:.])?(${NAME})(?:\}|:?[-=+?])`, 'g')],
  ['env', new RegExp(String.raw`\{env:(${NAME})\}`, 'g')],
  ['env', new RegExp(String.raw`\$env:(${NAME})`, 'gi')],
  ['env', new RegExp(String.raw`(?<![\w$\\])\$(?!env:)(${NAME})`, 'g')],
  ['env', new RegExp(String.raw`%(${NAME})%`, 'g')],
  ['file', /\{file:([^{}\s]{1,256})\}/g],
  ['command', /\$\(([\w./-]{1,128})[^)]{0,512}\)/g],
  ['vault', /\b(?:op|vault|infisical|doppler|bws|aws-sm|gcp-sm|azure-kv|akv|ssm|keychain|keyring):(\/{0,2}[^\s"'{}]{1,256})/g],
]; // prettier-ignore

const MAX_LENGTH = 8192;
const MAX_FOUND = 16;

/** Everything that a value takes from elsewhere, each once. Pure; linear in the value's length. */
export function referencesIn(value: string): readonly NamedReference[] {
  if (value.length > MAX_LENGTH || !/[$%{:.[]/.test(value)) return [];
  const found = new Map<string, NamedReference>();
  for (const [via, pattern] of SYNTAXES)
    for (const [, written = ''] of value.matchAll(pattern)) {
      if (found.size >= MAX_FOUND) break;
      // Names of secrets and variables are the same in any case.
      const name = via === 'secret' || via === 'variable' ? written.toUpperCase() : written;
      found.set(`${via}:${name}`, { via, name });
    }
  return [...found.values()];
}
