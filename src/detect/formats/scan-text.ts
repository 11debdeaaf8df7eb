import { ENTRIES, isWordOnly, type Entry } from '../engine/entries.ts';
import { endsWord, startsWord } from './boundaries.ts';
import { ClassRuns } from './class-runs.ts';
import type { Format } from './format.ts';
import { RUN_CHARACTERS, RUN_LENGTH } from './formats.ts';
import { matchShape } from './match-format.ts';

/** Offsets are 0-based, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A credential of a known format in a text. */
export interface FormatMatch extends Span {
  readonly format: Format;
  readonly prefix: string;
}

/** Which of the texts that have the shape of a credential count. */
export interface Judge {
  /** Whether a credential must end where a word ends and, without a checksum, begin where one begins. */
  readonly strict: boolean;
  /** Whether a text of the right shape is accepted. */
  accepts(entry: Entry, text: string, span: Span): boolean;
}

/** One pass over one text. */
interface Pass {
  readonly text: string;
  readonly judge: Judge;
  readonly runs: ClassRuns;
  /** Where the last text ended that has the shape of a long format and is none: what ends there is not judged again. */
  readonly refused: Map<Format, number>;
  readonly found: FormatMatch[];
}

const RUN = RUN_CHARACTERS.members;

/** Hash of the three letters at a position, below 32768. */
function hashOf(text: string, at: number): number {
  return (
    ((text.charCodeAt(at) & 31) << 10) |
    ((text.charCodeAt(at + 1) & 31) << 5) |
    (text.charCodeAt(at + 2) & 31)
  );
}

/** The entries for each hash of a prefix's first three characters, the longest prefix first. */
const BY_HASH = Map.groupBy(ENTRIES, ({ prefix }) => hashOf(prefix, 0));
/** Asked at every position of a long run, so it is a table and no Map. */
const OPENS = new Uint8Array(1 << 15);
for (const hash of BY_HASH.keys()) OPENS[hash] = 1;

function isCredentialShape(entry: Entry, span: Span, { text, judge, refused }: Pass): boolean {
  if (judge.strict && !endsWord(entry.format, text, span.end)) return false;
  if (entry.isLong && refused.get(entry.format) === span.end) return false;
  if (judge.accepts(entry, text, span)) return true;
  if (entry.isLong) refused.set(entry.format, span.end);
  return false;
}

function matchAt(pass: Pass, at: number, previousEnd: number): FormatMatch | undefined {
  const { text, judge, runs } = pass;
  let missed: Entry | undefined;
  for (const entry of BY_HASH.get(hashOf(text, at)) ?? []) {
    const { format, prefix } = entry;
    // Many formats are JSON Web Tokens, which only their claims tell apart.
    if (missed?.prefix === prefix && missed.format.body === format.body) continue;
    if (!text.startsWith(prefix, at)) continue;
    const wordOnly = judge.strict ? isWordOnly(entry) : entry.isLong;
    if (wordOnly && at !== previousEnd && !startsWord(text, at)) continue;
    const shape = matchShape(format, prefix, text, at, runs);
    if (!shape) missed = entry;
    else if (isCredentialShape(entry, shape, pass)) return { format, prefix, ...shape };
  }
  return undefined;
}

function scanRun(pass: Pass, start: number, end: number): void {
  const { text, found } = pass;
  for (let at = start; at < end - 2; at++) {
    if (OPENS[hashOf(text, at)] !== 1) continue;
    const previousEnd = found.at(-1)?.end ?? 0;
    const match = matchAt(pass, at, previousEnd);
    if (!match || match.start < previousEnd) continue;
    found.push(match);
    at = match.end - 1;
  }
}

/**
 * All that the judge accepts, in order and without overlap. Jumps from run to run: the last character of a window of 20
 * tells whether the window can hold a run. Linear, whatever the text is.
 *
 * @param runs of this text; tests ask it how much was read
 */
export function scanText(text: string, judge: Judge, runs = new ClassRuns(text)): readonly FormatMatch[] {
  const pass: Pass = { text, judge, runs, refused: new Map(), found: [] };
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
    if (end - start >= RUN_LENGTH) scanRun(pass, start, end);
    floor = end;
    probe = end + RUN_LENGTH;
  }
  return pass.found;
}
