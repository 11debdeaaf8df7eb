import { MARK } from './sheet.ts';

/** Percent-encodes for a URL (RFC 3986), and leaves the marks of credentials in place. */
export function percent(text: string): string {
  return Array.from(text)
    .map((character) => (MARK.test(character) ? character : encodeURIComponent(character)))
    .join('');
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
export const base64url = (text: string): string => Buffer.from(text).toString('base64url');
export const withoutPadding = (text: string): string => base64(text).replaceAll('=', '');
export const percentBase64 = (text: string): string => encodeURIComponent(base64(text));
