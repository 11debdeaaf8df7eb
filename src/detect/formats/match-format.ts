import type { Format, Part } from './format.ts';

/** The end of `parts` matched at `start`, or -1. One forward pass, nothing is tried twice. */
function matchParts(parts: readonly Part[], text: string, start: number): number {
  let at = start;
  for (const part of parts) {
    if (typeof part === 'string') {
      if (!text.startsWith(part, at)) return -1;
      at += part.length;
      continue;
    }
    const { members } = part.characters;
    const limit = Math.min(text.length, at + part.max);
    const least = at + part.min;
    while (at < limit && members[text.charCodeAt(at)] === 1) at++;
    if (at < least) return -1;
  }
  return at;
}

function matchLead(lead: Exclude<Part, string>, text: string, prefixStart: number): number {
  const limit = Math.max(0, prefixStart - lead.max);
  let at = prefixStart;
  while (at > limit && lead.characters.members[text.charCodeAt(at - 1)] === 1) at--;
  return prefixStart - at < lead.min ? -1 : at;
}

/** Where a format's shape stands in a text, or undefined. Says nothing of checksums and what stands around. */
export function matchShape(
  format: Format,
  prefix: string,
  text: string,
  prefixStart: number,
): { readonly start: number; readonly end: number } | undefined {
  const body = matchParts(format.body, text, prefixStart + prefix.length);
  if (body === -1) return undefined;
  const start = format.lead ? matchLead(format.lead, text, prefixStart) : prefixStart;
  if (start === -1) return undefined;
  const tail = format.tail ? matchParts(format.tail, text, body) : -1;
  return { start, end: tail === -1 ? body : tail };
}
