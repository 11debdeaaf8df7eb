import type { CharacterClass } from './character-class.ts';
import { hex, UUID, type Part, type Sampler } from './format.ts';
import { draw, wrongBodies } from './token.ts';

/**
 * A credential that shows by its shape only under the name of its issuer: 32 hexadecimal digits are a Datadog key under
 * `DD_API_KEY`, and a digest under `CHECKSUM`.
 */
export interface KeyedFormat {
  readonly provider: string;
  readonly type: string;
  /** Words of the key or the server that name the issuer, such as `bright_data`; none: the shape says enough. */
  readonly names: readonly string[];
  /** What else the key must say, asked of its words joined with `_`. */
  readonly role?: RegExp;
  /** The whole value. */
  readonly shape: readonly Part[];
  readonly example: (random: Sampler) => string;
  /** Look-alikes that are no such credential under the same key. */
  readonly counterexamples: (random: Sampler) => readonly string[];
}

/**
 * Of a provider's own API: neither an app's half of OAuth nor the key that signs webhooks, which have the same shape and open
 * nothing there. Asked of a key's words joined with `_`.
 */
export const OF_THE_API = /^(?!.*(?:(?:client|consumer|app|oauth)_secret|webhook|signing|signature))/;

interface Options {
  readonly role?: RegExp;
  readonly lookAlikes?: (random: Sampler) => readonly string[];
}

/** One row of the tables of keyed formats. `names` are separated by spaces. */
export function keyed(
  provider: string,
  type: string,
  names: string,
  shape: Exclude<Part, string> | readonly Part[],
  { role, lookAlikes }: Options = {},
): KeyedFormat {
  const parts: readonly Part[] = 'characters' in shape ? [shape] : shape;
  return {
    provider,
    type,
    names: names.split(' ').filter((name) => name !== ''),
    ...(role === undefined ? {} : { role }),
    shape: parts,
    example: (random) => draw(parts, random),
    counterexamples: (random) => [...wrongBodies(parts, random), ...(lookAlikes?.(random) ?? [])],
  };
}

/** A key that is a bare UUID, which is a mere identifier elsewhere. */
export const keyedUuid = (provider: string, type: string, names: string, options?: Options): KeyedFormat =>
  keyed(provider, type, names, UUID, options);

/** A key of so many hexadecimal digits. */
export const keyedHex = (
  provider: string,
  type: string,
  names: string,
  length: number,
  options?: Options,
): KeyedFormat => keyed(provider, type, names, hex(length), options);

/** Makes a class with other members of the same length. */
export const exactly = (characters: CharacterClass, min: number, max: number = min) => ({
  characters,
  min,
  max,
});
