import { randomRuns } from '../judge/random-runs.ts';
import { slice, type Written } from '../text/written.ts';

/** Smaller programs are read whole, so that a server's name and address are known. In UTF-16 code units, as all here. */
const SMALL = 16_384;
/** The server's configuration begins before its key, and ends soon behind it. */
const BEFORE = 4096;
const BEHIND = 1024;
/** Addresses whose secret part is made of words or is short, and passwords in addresses. */
const WORDY = /composio\.dev|hooks\.zapier\.com|:\/\/[^\s/@"'`]{3,256}@/g;

/**
 * The parts of a program or log around everything in it that could be a key: reading the rest would find little. A small
 * program is one part; a large one without such a thing has none.
 */
export function partsAroundKeys(program: Written): readonly Written[] {
  const { value } = program;
  if (value.length <= SMALL) return [program];
  const places = [...randomRuns(value)];
  for (const { 0: address, index } of value.matchAll(WORDY))
    places.push({ start: index, end: index + address.length });
  const parts: { start: number; end: number }[] = [];
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    const line = value.indexOf('\n', Math.max(0, place.start - BEFORE));
    // A whole line, where lines are short.
    const start = line === -1 || line >= place.start ? Math.max(0, place.start - BEFORE) : line + 1;
    const last = parts.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, place.end + BEHIND);
    else parts.push({ start, end: place.end + BEHIND });
  }
  return parts.map(({ start, end }) => slice(program, start, Math.min(end, value.length)));
}
