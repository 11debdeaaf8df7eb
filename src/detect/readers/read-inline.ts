import { percentDecoded } from '../text/unescape.ts';
import { slice, type Written } from '../text/written.ts';
import { expand } from '../values/expand.ts';
import type { Candidate, Place } from './candidate.ts';
import { INLINE_PATTERNS, type InlinePattern } from './inline-patterns.ts';

/** `Authorization: Bearer …`, wherever in a line: logs, traces, commands in a language of their own (RFC 6750). */
const BEARER = /\b(?:Bearer|Basic)(?:\s{1,4}|%20)([\w.~+/=-]{16,4096})(?![\w.~+/=-])/g;
/** An address, wherever in a line; a sentence's full stop is not its end. */
const ADDRESS = /\b[a-z][a-z\d+-]{1,30}:\/\/[^\s"'<>`\\|{}^]{4,2048}/gi;

function bearers(text: Written, { server }: Place): readonly Candidate[] {
  return [...text.value.matchAll(BEARER)].map(({ 0: whole, index }) => ({
    written: slice(text, index, index + whole.length),
    slot: 'header',
    key: 'Authorization',
    server,
    trust: 'mention',
  }));
}

function addresses(text: Written, place: Place): readonly Candidate[] {
  return [...text.value.matchAll(ADDRESS)].flatMap(({ 0: whole, index }) => {
    const length = whole.replace(/[).,;:\]]{1,8}$/, '').length;
    const written = slice(text, index, index + length);
    return expand({ written, slot: 'url-query', server: place.server, trust: 'mention' }, place);
  });
}

function named(
  { pattern, slot, isSecretPlace }: InlinePattern,
  text: Written,
  place: Place,
): readonly Candidate[] {
  return [...text.value.matchAll(pattern)].flatMap(({ 0: whole, 1: key = '', 2: value = '', index }) => {
    const start = index + whole.lastIndexOf(value);
    const raw = slice(text, start, start + value.length);
    const written = slot === 'url-query' ? percentDecoded(raw) : raw;
    const { server } = place;
    const secret = isSecretPlace ? { isSecretPlace } : {};
    return expand({ written, slot, key, server, trust: 'mention', ...secret }, place);
  });
}

/**
 * What names itself a credential in any text about MCP, whatever language it is in and however it is broken. Says less
 * about the place than the readers of that language do, so what they find as well is theirs.
 */
export function readInline(text: Written, place: Place): readonly Candidate[] {
  return [
    ...bearers(text, place),
    ...addresses(text, place),
    ...INLINE_PATTERNS.flatMap((pattern) => named(pattern, text, place)),
  ];
}
