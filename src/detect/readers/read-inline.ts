import { slice, type Written } from '../text/written.ts';
import { expand } from '../values/expand.ts';
import type { Candidate, Place } from './candidate.ts';

/** `Authorization: Bearer …`, wherever in a line: logs, traces, commands in a language of their own (RFC 6750). */
const BEARER = /\b(?:Bearer|Basic)(?:\s{1,4}|%20)([\w.~+/=-]{16,4096})(?![\w.~+/=-])/g;
/**
 * `NAME=value` with the name of an environment variable, wherever in a line. The value is read ahead, so that it is
 * tried in one length only: a shorter one would not fit what follows either.
 */
const VARIABLE =
  /(?<![\w$])([A-Z][A-Z\d]{0,40}(?:_[A-Z\d]{1,40}){0,8})=["']?(?=([\w.~+/=:@%-]{12,2048}))\2(?![\w.~+/=:@%(?#&$!*{[-])/g;

/**
 * What names itself a credential in any text about MCP, whatever language it is in and however it is broken. Says less
 * about the place than the readers of that language do, so what they find as well is theirs.
 */
export function readInline(text: Written, place: Place): readonly Candidate[] {
  const { server } = place;
  const bearers = [...text.value.matchAll(BEARER)].map((match): Candidate => {
    const end = match.index + match[0].length;
    const start = match.index;
    return {
      written: slice(text, start, end),
      slot: 'header',
      key: 'Authorization',
      server,
      trust: 'mention',
    };
  });
  const variables = [...text.value.matchAll(VARIABLE)].flatMap(
    ({ 0: whole, 1: key = '', 2: value = '', index }) => {
      const end = index + whole.length;
      const written = slice(text, end - value.length, end);
      return expand({ written, slot: 'env', key, server, trust: 'mention' }, place);
    },
  );
  return [...bearers, ...variables];
}
