import { isMadeUp } from '../not-a-secret/made-up.ts';
import { endsWord, startsWord } from './boundaries.ts';
import type { Format } from './format.ts';
import { formats, RUN_CHARACTERS, RUN_LENGTH } from './formats.ts';
import { matchShape } from './match-format.ts';

/** A credential of a known format in a text; offsets are 0-based, `end` exclusive. */
export interface FormatMatch {
  readonly format: Format;
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
}

interface Entry {
  readonly format: Format;
  readonly prefix: string;
  /** In the middle of a word, a long class would be scanned again from each of its characters. */
  readonly needsWordStart: boolean;
}

interface Judge {
  /** Whether a credential of a format without checksum must begin where a word begins. */
  readonly strict: boolean;
  /** Whether a text of the right shape is accepted. */
  accepts(entry: Entry, text: string, start: number, end: number): boolean;
}

/** Formats up to this length are cheap to try at every character. */
const SHORT = 512;

const RUN = RUN_CHARACTERS.members;
const gateOf = (text: string, at: number) =>
  ((text.charCodeAt(at) & 31) << 10) | ((text.charCodeAt(at + 1) & 31) << 5) | (text.charCodeAt(at + 2) & 31);

function longest(format: Format): number {
  return format.body.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : part.max), 0);
}

/** One list per hash of a prefix's first three characters, the longest prefix first. */
const ENTRIES = new Map<number, Entry[]>();
/** Asked at every position of a long run, so it is a table and no Map. */
const GATE = new Uint8Array(1 << 15);
for (const format of formats) {
  for (const prefix of format.prefixes) {
    const gate = gateOf(prefix, 0);
    GATE[gate] = 1;
    const needsWordStart = longest(format) > SHORT;
    const entries = [...(ENTRIES.get(gate) ?? []), { format, prefix, needsWordStart }];
    ENTRIES.set(
      gate,
      entries.toSorted((a, b) => b.prefix.length - a.prefix.length),
    );
  }
}

function matchAt(text: string, at: number, previousEnd: number, judge: Judge): FormatMatch | undefined {
  for (const entry of ENTRIES.get(gateOf(text, at)) ?? []) {
    if (!text.startsWith(entry.prefix, at)) continue;
    const { format, prefix } = entry;
    const wordOnly = entry.needsWordStart || (judge.strict && !format.proof && !format.lead);
    if (wordOnly && at !== previousEnd && !startsWord(text, at)) continue;
    const shape = matchShape(format, prefix, text, at);
    if (shape && judge.accepts(entry, text, shape.start, shape.end)) return { format, prefix, ...shape };
  }
  return undefined;
}

/** Jumps from run to run: the last character of a window of 20 tells whether the window can hold a run. */
function scan(text: string, judge: Judge): FormatMatch[] {
  const found: FormatMatch[] = [];
  let floor = 0;
  let probe = RUN_LENGTH - 1;
  while (probe < text.length) {
    if (RUN[text.charCodeAt(probe)] !== 1) {
      probe += RUN_LENGTH;
      continue;
    }
    let start = probe;
    while (start > floor && RUN[text.charCodeAt(start - 1)] === 1) start--;
    let end = probe + 1;
    while (end < text.length && RUN[text.charCodeAt(end)] === 1) end++;
    if (end - start >= RUN_LENGTH) scanRun(text, start, end, judge, found);
    floor = end;
    probe = end + RUN_LENGTH;
  }
  return found;
}

function scanRun(text: string, start: number, end: number, judge: Judge, found: FormatMatch[]): void {
  for (let at = start; at < end - 2; at++) {
    if (GATE[gateOf(text, at)] !== 1) continue;
    const previousEnd = found.at(-1)?.end ?? 0;
    const match = matchAt(text, at, previousEnd, judge);
    if (!match || match.start < previousEnd) continue;
    found.push(match);
    at = match.end - 1;
  }
}

function isCredential({ format, prefix }: Entry, text: string, start: number, end: number): boolean {
  const token = text.slice(start, end);
  if (format.proof) return endsWord(format, text, end) && format.proof(token);
  return (
    endsWord(format, text, end) &&
    (!format.lead || startsWord(text, start)) &&
    (format.accepts?.(token) ?? true) &&
    !isMadeUp(token.slice(token.indexOf(prefix) + prefix.length))
  );
}

/**
 * Every credential of a known format in a text, in order and without overlap. Time is linear in the text's length:
 * characters are visited once, and a format's classes are bounded and start at the beginning of a word.
 */
export function findFormats(text: string): readonly FormatMatch[] {
  return scan(text, { strict: true, accepts: isCredential });
}

/** As {@link findFormats}, but whatever has the shape counts, genuine or not: for hiding, not for reporting. */
export function findShapes(text: string): readonly FormatMatch[] {
  return scan(text, { strict: false, accepts: () => true });
}

/**
 * True when the text is of the shape of a format with a checksum, and the checksum is wrong: no issuer made it, so it
 * is not a secret either, however random it looks.
 */
export function isRefuted(text: string): boolean {
  return formats.some(
    (format) =>
      format.proof !== undefined &&
      format.prefixes.some((prefix) => {
        if (!text.startsWith(prefix)) return false;
        return matchShape(format, prefix, text, 0)?.end === text.length && !format.proof?.(text);
      }),
  );
}
