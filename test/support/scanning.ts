import * as fc from 'fast-check';
import { ENTRIES, isWordOnly } from '../../src/detect/engine/entries.ts';
import { endsWord, startsWord } from '../../src/detect/formats/boundaries.ts';
import { ClassRuns } from '../../src/detect/formats/class-runs.ts';
import { formats } from '../../src/detect/formats/formats.ts';
import { matchShape } from '../../src/detect/formats/match-format.ts';
import type { FormatMatch } from '../../src/detect/formats/scan-text.ts';
import { isMadeUp } from '../../src/detect/not-a-secret/made-up.ts';
import { sampler } from './credentials.ts';

function matchNaively(text: string, at: number, previousEnd: number): FormatMatch | undefined {
  for (const entry of ENTRIES) {
    const { format, prefix } = entry;
    if (!text.startsWith(prefix, at)) continue;
    if (isWordOnly(entry) && at !== previousEnd && !startsWord(text, at)) continue;
    const shape = matchShape(format, prefix, text, at, new ClassRuns(text));
    if (!shape || shape.start < previousEnd || !endsWord(format, text, shape.end)) continue;
    const token = text.slice(shape.start, shape.end);
    const secret = token.slice(token.indexOf(prefix) + prefix.length);
    const isGenuine = format.proof
      ? format.proof(token)
      : (!format.lead || startsWord(text, shape.start)) &&
        (format.accepts?.(token) ?? true) &&
        !isMadeUp(secret);
    if (isGenuine) return { format, prefix, ...shape };
  }
  return undefined;
}

/** What the scanner must find: every format is tried at every position, without any short cut. */
export function findFormatsNaively(text: string): readonly FormatMatch[] {
  const found: FormatMatch[] = [];
  for (let at = 0; at < text.length; at++) {
    const match = matchNaively(text, at, found.at(-1)?.end ?? 0);
    if (!match) continue;
    found.push(match);
    at = match.end - 1;
  }
  return found;
}

const token = fc
  .tuple(fc.constantFrom(...formats), fc.integer({ min: 0, max: 2 ** 31 }))
  .map(([format, seed]) => format.example(sampler(seed)));
/** A credential with one character changed, or cut. */
const broken = fc
  .tuple(token, fc.nat(), fc.constantFrom('', 'x', '-', '.', 'é', ' ', '\0'))
  .map(([text, at, other]) => text.slice(0, at % text.length) + other + text.slice((at % text.length) + 1));
const BETWEEN = [
  '',
  '',
  ' ',
  '"',
  '\n',
  '\r\n',
  '\\n',
  '\\u003d',
  '\\x3D',
  '%3D',
  '=',
  '.',
  ':',
  '/',
  '_',
  '-',
  'a',
];
const RARE = [
  '\\\\',
  '%',
  'é',
  '日本',
  '😀',
  '\ud800',
  '\0',
  'Ł',
  'ł',
  'ſ',
  'mcp',
  'process.env.',
  'https://',
];
const between = fc.constantFrom(...BETWEEN, ...RARE);

/** Credentials, broken ones, prefixes and what stands between them, in any order. */
export const hostileText = fc
  .array(
    fc.oneof(
      token,
      broken,
      between,
      between,
      fc.constantFrom(...ENTRIES.map(({ prefix }) => prefix)),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.integer({ min: 1, max: 70 }).map((length) => sampler(length).base64url(length)),
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(''));
