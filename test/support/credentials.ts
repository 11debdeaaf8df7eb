import { randomInt } from 'node:crypto';
import { formats } from '../../src/detect/formats/formats.ts';
import type { Sampler } from '../../src/detect/formats/format.ts';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

/** A small seeded generator (mulberry32): numbers from 0 to 1, the same for the same seed. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Draws random text for synthetic credentials. No credential stands in any file: they are made when a test runs,
 * different in each run unless a seed is given.
 */
export function sampler(seed: number = randomInt(2 ** 32)): Sampler {
  const next = uniform(seed);
  const from = (alphabet: string) => (length: number) =>
    Array.from({ length }, () => alphabet.charAt(Math.floor(next() * alphabet.length))).join('');
  const hex = from(`${DIGITS}abcdef`);
  const base64url = from(`${DIGITS}${UPPER}${LOWER}_-`);
  return {
    digits: from(DIGITS),
    hex,
    upperAlnum: from(DIGITS + UPPER),
    lowerAlnum: from(DIGITS + LOWER),
    alnum: from(DIGITS + UPPER + LOWER),
    base64url,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    jwt: (claims) => `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}.${base64url(43)}`,
  };
}

/** Makes one synthetic credential; the same for the same seed. */
export type Generator = (seed?: number) => string;

/** One generator for each type in the table of formats. */
export const generators: Readonly<Record<string, Generator>> = Object.fromEntries(
  formats.map(({ type, example }) => [type, (seed?: number) => example(sampler(seed))]),
);

function generate(type: string, seed?: number): string {
  const generator = generators[type];
  if (!generator) throw new Error(`No generator for ${type}`);
  return generator(seed);
}

/** A classic GitHub personal access token with a right checksum. */
export const githubPat: Generator = (seed) => generate('github-pat-classic', seed);

/** The opaque access token of a remote MCP server: 32 random bytes in base64url. */
export const mcpBearer: Generator = (seed) => sampler(seed).base64url(43);

/** A key without a prefix, 64 hexadecimal digits. */
export const hexKey: Generator = (seed) => sampler(seed).hex(64);

/** A password as a password manager makes it, safe in a URL. */
export const password: Generator = (seed) => `${sampler(seed).alnum(20)}7aQ`;

/** A UUID that serves as a key. */
export const uuidKey: Generator = (seed) => sampler(seed).uuid();

/** A JSON Web Token with these claims. */
export function jwt(claims: Readonly<Record<string, unknown>>, seed?: number): string {
  return sampler(seed).jwt(claims);
}
