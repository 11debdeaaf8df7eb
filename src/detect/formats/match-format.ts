import type { ClassRuns } from './class-runs.ts';
import type { Format, Part } from './format.ts';

/** The end of `parts` matched at `start`, or -1. One forward pass, nothing is tried twice. */
export function matchParts(parts: readonly Part[], text: string, start: number, runs: ClassRuns): number {
  let at = start;
  for (const part of parts) {
    if (typeof part === 'string') {
      if (!text.startsWith(part, at)) return -1;
      at += part.length;
      continue;
    }
    const end = runs.end(part, at);
    if (end - at < part.min) return -1;
    at = end;
  }
  return at;
}

function matchLead(lead: Exclude<Part, string>, text: string, prefixStart: number): number {
  const limit = Math.max(0, prefixStart - lead.max);
  let at = prefixStart;
  while (at > limit && lead.characters.members[text.charCodeAt(at - 1)] === 1) at--;
  return prefixStart - at < lead.min ? -1 : at;
}

/**
 * Where a format's shape stands in a text, or undefined. Says nothing of checksums and what stands around.
 *
 * @param runs those of this text, kept over all calls for it
 */
export function matchShape(
  format: Format,
  prefix: string,
  text: string,
  prefixStart: number,
  runs: ClassRuns,
): { readonly start: number; readonly end: number } | undefined {
  const body = matchParts(format.body, text, prefixStart + prefix.length, runs);
  if (body === -1) return undefined;
  const start = format.lead ? matchLead(format.lead, text, prefixStart) : prefixStart;
  if (start === -1) return undefined;
  const tail = format.tail ? matchParts(format.tail, text, body, runs) : -1;
  return { start, end: tail === -1 ? body : tail };
}
