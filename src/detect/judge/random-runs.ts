import { characterClass } from '../formats/character-class.ts';
import { STRONG_BITS, STRONG_LENGTH } from './opacity.ts';
import { randomBits } from './randomness.ts';

/** Characters of keys and of what they are encoded in. */
const KEY = characterClass('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-+/=.~%').members;
/** Longer runs are data; what is random in them shows in their first part. */
const MAX_RUN = 2048;

/** Where something stands that is random enough to be a key of no known format. Linear; much cheaper than reading. */
export function* randomRuns(content: string): Generator<{ readonly start: number; readonly end: number }> {
  // The last character of a window tells whether it can hold a run, so most characters are never looked at.
  for (let probe = STRONG_LENGTH - 1; probe < content.length; probe += STRONG_LENGTH) {
    if (KEY[content.charCodeAt(probe)] !== 1) continue;
    let start = probe;
    while (start > 0 && KEY[content.charCodeAt(start - 1)] === 1) start--;
    let end = probe + 1;
    while (end < content.length && KEY[content.charCodeAt(end)] === 1) end++;
    const run = content.slice(start, Math.min(end, start + MAX_RUN));
    if (run.length >= STRONG_LENGTH && randomBits(run) >= STRONG_BITS) yield { start, end };
    probe = Math.max(probe, end - 1);
  }
}
