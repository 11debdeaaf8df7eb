import type { Candidate } from '../readers/candidate.ts';
import { slice } from '../text/written.ts';

const COOKIE_HEADER = /^(?:set-)?cookies?$/i;
/** A name and a value of a Cookie header (RFC 6265 section 4.2.1). */
const PAIR = /([\w.-]{1,64})=([^;\s,"]{1,4096})/g;

/** The values of a Cookie header, each under its own name: a session among languages and flags. */
export function readCookies(outer: Candidate): readonly Candidate[] {
  const { written, key } = outer;
  if (key === undefined || !COOKIE_HEADER.test(key)) return [];
  return [...written.value.matchAll(PAIR)].map(({ 0: pair, 1: name = '', 2: value = '', index }) => {
    const end = index + pair.length;
    return {
      ...outer,
      key: name,
      written: slice(written, end - value.length, end),
      isSecretPlace: true,
      trust: 'mention',
    };
  });
}
