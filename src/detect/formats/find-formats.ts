import { ENTRIES, type Entry } from '../engine/entries.ts';
import { inspectText, WORTH_INSPECTING } from '../engine/inspect-text.ts';
import { isMadeUp } from '../not-a-secret/made-up.ts';
import { startsWord } from './boundaries.ts';
import { ClassRuns } from './class-runs.ts';
import { matchShape } from './match-format.ts';
import { scanText, type FormatMatch, type Span } from './scan-text.ts';

export type { FormatMatch } from './scan-text.ts';

function isCredential({ format, prefix }: Entry, text: string, { start, end }: Span): boolean {
  const token = text.slice(start, end);
  if (format.proof) return format.proof(token);
  return (
    (!format.lead || startsWord(text, start)) &&
    (format.accepts?.(token) ?? true) &&
    !isMadeUp(token.slice(token.indexOf(prefix) + prefix.length))
  );
}

/**
 * Every credential of a known format in a text, in order and without overlap. Linear: a text without any is
 * told at several gigabytes a second.
 */
export function findFormats(text: string): readonly FormatMatch[] {
  if (text.length >= WORTH_INSPECTING && !inspectText(text).mayHoldCredential) return [];
  return findFormatsIn(text);
}

/** As {@link findFormats}, for a text that the engine has looked through already. */
export function findFormatsIn(text: string): readonly FormatMatch[] {
  return scanText(text, { strict: true, accepts: isCredential });
}

/** As {@link findFormats}, but whatever has the shape counts, genuine or not: for hiding, not for reporting. */
export function findShapes(text: string): readonly FormatMatch[] {
  return scanText(text, { strict: false, accepts: () => true });
}

const PROVEN = ENTRIES.filter(({ format }) => format.proof !== undefined);

/**
 * True when the text is of the shape of a format with a checksum, and the checksum is wrong: no issuer made it, so it
 * is not a secret either, however random it looks.
 */
export function isRefuted(text: string): boolean {
  return PROVEN.some(({ format, prefix }) => {
    if (!text.startsWith(prefix)) return false;
    const shape = matchShape(format, prefix, text, 0, new ClassRuns(text));
    return shape?.end === text.length && !format.proof?.(text);
  });
}
