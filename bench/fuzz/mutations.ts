import { formats } from '../../src/detect/index.ts';
import type { Random } from '../quality/random.ts';
import { PIECES } from './pieces.ts';

/** Changes a text at random. `other` is another file, to take pieces from. */
export type Mutation = (random: Random, text: string, other: string) => string;

const MOST_REPEATS = 3000;

/** A place in a text: half of the time beside a mark that means something. */
function place(random: Random, text: string): number {
  const at = random.int(0, text.length);
  if (random.chance(0.5)) return at;
  const next = text.slice(at).search(/["'`{}[\]():=,;\n\\$%<>&?@/]/);
  return next === -1 ? at : at + next + random.int(0, 1);
}

function stretch(random: Random, text: string): readonly [number, number] {
  const [from, to] = [place(random, text), place(random, text)];
  return from < to ? [from, to] : [to, from];
}

const insert = (text: string, at: number, piece: string) => text.slice(0, at) + piece + text.slice(at);

/** How often a piece is repeated: mostly a few times, seldom thousands. */
const often = (random: Random) => (random.chance(0.9) ? random.int(2, 60) : random.int(60, MOST_REPEATS));

const CLOSES: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')', '<': '>' };

/** What closes all that a piece opens. */
const closing = (piece: string) =>
  Array.from(piece, (one) => CLOSES[one] ?? (/["'`]/.test(one) ? one : ''))
    .toReversed()
    .join('');

function example(random: Random): string {
  return random.pick(formats).example(random.text);
}

/** Every way in which files are broken, by accident or on purpose. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'bit flipped': (random, text) => {
    const at = random.int(0, Math.max(0, text.length - 1));
    const code = (text.charCodeAt(at) || 0) ^ (1 << random.int(0, 15));
    return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
  },
  'character replaced': (random, text) => {
    const at = place(random, text);
    return text.slice(0, at) + random.pick(PIECES).charAt(0) + text.slice(at + 1);
  },
  'characters swapped': (random, text) => {
    const at = place(random, text);
    return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
  },
  'piece put in': (random, text) => insert(text, place(random, text), random.pick(PIECES)),
  'pieces put in': (random, text) => {
    const pieces = Array.from({ length: random.int(2, 12) }, () => random.pick(PIECES));
    return insert(text, place(random, text), pieces.join(''));
  },
  'piece repeated': (random, text) =>
    insert(text, place(random, text), random.pick(PIECES).repeat(often(random))),
  'stretch repeated': (random, text) => {
    const at = place(random, text);
    return insert(text, at, text.slice(at, at + random.int(1, 8)).repeat(often(random)));
  },
  'stretch duplicated': (random, text) =>
    insert(text, place(random, text), text.slice(...stretch(random, text))),
  'stretch deleted': (random, text) => {
    const [from, to] = stretch(random, text);
    return text.slice(0, from) + text.slice(to);
  },
  'head cut': (random, text) => text.slice(place(random, text)),
  'tail cut': (random, text) => text.slice(0, place(random, text)),
  'nested deep': (random, text) => {
    const piece = random.pick(PIECES);
    const depth = often(random);
    return piece.repeat(depth) + text + closing(piece).repeat(depth);
  },
  'other file put in': (random, text, other) => insert(text, place(random, text), other),
  'halves of two': (random, text, other) =>
    text.slice(0, place(random, text)) + other.slice(place(random, other)),
  'credential put in': (random, text) => insert(text, place(random, text), example(random)),
  'credential repeated': (random, text) =>
    insert(text, place(random, text), example(random).repeat(random.int(2, 12))),
  'every mark replaced': (random, text) =>
    text.replaceAll(random.pick(['"', "'", '\n', ' ', ':', '=', '{', ',', '-', '/']), () =>
      random.pick(PIECES),
    ),
  'carriage returns': (random, text) =>
    text.replaceAll('\n', () => random.pick(['\r\n', '\r', '\n\r', '\r\n'])),
  'one line': (random, text) => text.replaceAll('\n', random.pick(['', ' ', '\\n'])),
  'a line for each': (random, text) =>
    text.replaceAll(random.pick([' ', ',', '"', ':']), (one) => `${one}\n`),
  'tabs for spaces': (_, text) => text.replaceAll('  ', '\t'),
  'deeper and deeper': (random, text) =>
    text
      .split('\n')
      .map((line, index) => ' '.repeat(Math.min(200, index * random.int(0, 2))) + line)
      .join('\n'),
  'lines shuffled': (random, text) => random.shuffle(text.split('\n')).join('\n'),
  'byte order mark': (_, text) => `\u{feff}${text}`,
  'nulls between': (_, text) => Array.from(text.slice(0, 4096), (one) => `${one}\0`).join(''),
};
