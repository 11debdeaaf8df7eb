import type { CharacterClass } from './character-class.ts';
import type { Format, Part, Sampler } from './format.ts';

type Class = Exclude<Part, string>;

interface Options {
  readonly confidence?: Format['confidence'];
  readonly lead?: Class;
  readonly tail?: readonly Part[];
  readonly proof?: (token: string) => boolean;
  readonly accepts?: (token: string) => boolean;
  readonly oneOfMany?: true;
  readonly example?: (random: Sampler) => string;
  /** Look-alikes besides those that every format has: publishable twins, words with the same beginning. */
  readonly lookAlikes?: (random: Sampler) => readonly string[];
}

/** Classes of variable length are drawn at most this much longer than they must be. */
const LONGEST_DRAW = 40;
const FOREIGN = ['z', 'Z', '_', '~'];

/** A stand-in for chance: `below` numbers, made of random digits. */
const pick = (random: Sampler, below: number) => Number(random.digits(3)) % below;

function drawClass({ characters, min, max }: Class, random: Sampler): string {
  const { alphabet } = characters;
  const length = min + pick(random, Math.min(max - min, LONGEST_DRAW) + 1);
  return Array.from({ length }, () => alphabet.charAt(pick(random, alphabet.length))).join('');
}

/** Random text of these parts. */
export function draw(parts: readonly Part[], random: Sampler): string {
  return parts.map((part) => (typeof part === 'string' ? part : drawClass(part, random))).join('');
}

function foreignTo({ members }: CharacterClass): string {
  return FOREIGN.find((character) => members[character.charCodeAt(0)] !== 1) ?? '!';
}

/** The body one character too short, with a character of another class, and, where its length is fixed, too long. */
export function wrongBodies(body: readonly Part[], random: Sampler): readonly string[] {
  const at = body.findIndex((part) => typeof part !== 'string' && part.min > 1);
  const first = body[at];
  if (first === undefined || typeof first === 'string') return [];
  const { characters, min } = first;
  const [before, after] = [body.slice(0, at), body.slice(at + 1)];
  const cut = { characters, min: min - 1, max: min - 1 };
  const half = { characters, min: min >> 1, max: min >> 1 };
  const wrong = [
    [...before, cut, ...after],
    [...before, half, foreignTo(characters), half, ...after],
  ];
  const last = body.at(-1);
  if (last !== undefined && typeof last !== 'string' && last.min === last.max)
    wrong.push([...body, { ...last, min: 1, max: 1 }]);
  return wrong.map((parts) => draw(parts, random));
}

/**
 * One row of the catalogue. Example and look-alikes follow from the shape; what they cannot follow from (a checksum,
 * a publishable twin) is given in `options`.
 *
 * @param prefixes literal beginnings, the usual one first
 */
export function token(
  provider: string,
  type: string,
  prefixes: string | readonly string[],
  body: Class | readonly Part[],
  { lookAlikes, confidence = 'high', ...rest }: Options = {},
): Format {
  const parts: readonly Part[] = 'characters' in body ? [body] : body;
  const starts = typeof prefixes === 'string' ? [prefixes] : prefixes;
  const { lead, tail = [], accepts, proof } = rest;
  const isRight = (one: string) => (accepts?.(one) ?? true) && (proof?.(one) ?? true);
  const start = (random: Sampler) => (lead ? drawClass(lead, random) : '') + (starts[0] ?? '');
  const example = (random: Sampler) => {
    for (let tries = 0; tries < 1000; tries++) {
      const drawn = start(random) + draw([...parts, ...(pick(random, 2) === 1 ? tail : [])], random);
      if (isRight(drawn)) return drawn;
    }
    throw new Error(`The format ${type} needs an example of its own.`);
  };
  const counterexamples = (random: Sampler) => [
    ...wrongBodies(parts, random).map((wrong) => start(random) + wrong),
    ...(lead ? [(starts[0] ?? '') + draw(parts, random)] : []),
    ...(lookAlikes?.(random) ?? []),
  ];
  return { provider, type, confidence, prefixes: starts, body: parts, counterexamples, example, ...rest };
}

/**
 * True when letters change case or meet digits as often as by chance, which words and identifiers do not:
 * `FileUploadHandlerFactory` does so 9 times in 28 characters, a random text of that length 17 times, and less than 10
 * times once in 700. Short words in camel case come near; they have no digit and hardly two capitals in a row.
 */
export function isScrambled(text: string): boolean {
  let changes = 0;
  for (let at = 1; at < text.length; at++) {
    if (kindAt(text, at) !== kindAt(text, at - 1)) changes++;
  }
  const isMixed = /\d/.test(text) || (text.match(/[A-Z]{2,}/g)?.length ?? 0) >= 2;
  return isMixed && changes >= (text.length - 1) * 0.37;
}

/** For formats whose prefix is short or a word: what stands behind the first `length` characters is no identifier. */
export const scrambledAfter = (length: number) => (whole: string) => isScrambled(whole.slice(length));

/** As {@link scrambledAfter}, and what has two digits among letters will do as well. */
export const mixedAfter = (length: number) => (whole: string) => {
  const text = whole.slice(length);
  return isScrambled(text) || (/\d.*\d/.test(text) && /[A-Za-z]/.test(text));
};

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x61) return 1;
  return code >= 0x41 && code <= 0x5a ? 2 : 3;
}
