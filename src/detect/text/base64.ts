import { decodedAs, trim, type Written } from './written.ts';

const BASE64 = /^[A-Za-z\d+/_\s-]{4,}={0,2}$/;
/** Control characters but white space, and what is no UTF-8. */
const NO_TEXT = /[^\P{Cc}\t\n\v\f\r\u0080-\u009f]|\ufffd/u;
/** Longer ones are pictures and archives. */
const MAX_LENGTH = 262_144;

/**
 * What a base64 or base64url text (RFC 4648 sections 4 and 5) says, its place the whole run; undefined when it is no
 * base64 or what it holds is no text.
 */
export function base64Decoded(whole: Written): Written | undefined {
  const written = trim(whole);
  const { value } = written;
  if (value.length > MAX_LENGTH || !BASE64.test(value)) return undefined;
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  if (decoded === '' || NO_TEXT.test(decoded)) return undefined;
  return decodedAs(written, decoded);
}
