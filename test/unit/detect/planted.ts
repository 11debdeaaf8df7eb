import { expect } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { generators, sampler } from '../../support/credentials.ts';

const random = sampler();

const lower = (length: number) => random.lowerAlnum(length).replaceAll(/\d/g, 'k');

/** What a mark in a text stands for: `‹hex›` is a fresh key of 64 hexadecimal digits, and so on. */
const MAKERS: Readonly<Record<string, () => string>> = {
  hex: () => random.hex(64),
  hex32: () => random.hex(32),
  uuid: () => random.uuid(),
  key: () => `${random.alnum(29)}7aQ`,
  bearer: () => random.base64url(43),
  password: () => `${random.alnum(18)}7aQ`,
  short: () => `${random.lowerAlnum(5)}${random.alnum(5)}7Qk`,
  dashed: () => `${random.alnum(20)}-${random.alnum(18)}_7aQ`,
  app: () => Array.from({ length: 4 }, () => lower(4)).join(' '),
  seed: () => Array.from({ length: 12 }, (_, at) => lower(4 + (at % 4))).join(' '),
  jwt: () => random.jwt({ iss: 'https://auth.acme.dev', sub: 'x', exp: 4_102_444_800 }),
  github: () => generators['github-pat-classic']?.() ?? '',
  supabase: () => generators['supabase-pat']?.() ?? '',
};

/** A text with credentials in it, and where they are. */
interface Planted {
  readonly content: string;
  readonly secrets: readonly { readonly value: string; readonly start: number; readonly end: number }[];
}

/** Puts credentials in place of the marks of a text: `‹github›`, `‹hex›`, … */
function plant(template: string): Planted {
  const secrets: { value: string; start: number; end: number }[] = [];
  let content = '';
  let plain = 0;
  for (const { 0: mark, 1: name = '', index } of template.matchAll(/‹(\w+)›/g)) {
    content += template.slice(plain, index);
    const value = MAKERS[name]?.() ?? '';
    secrets.push({ value, start: content.length, end: content.length + value.length });
    content += value;
    plain = index + mark.length;
  }
  return { content: content + template.slice(plain), secrets };
}

/** Expects that exactly the planted credentials are found, at exactly their places, and gives what was found. */
export function expectPlanted(path: string, template: string) {
  const { content, secrets } = plant(template);
  const findings = detect({ path, content });
  const found = findings.map(({ secret, span: { start, end } }) => ({ value: secret.reveal(), start, end }));
  expect({ content, found }).toEqual({ content, found: secrets });
  return findings;
}
