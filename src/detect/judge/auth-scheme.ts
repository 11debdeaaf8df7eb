import { slice, trim, type Written } from '../text/written.ts';

/** What stands behind the scheme of an Authorization header (RFC 9110 section 11.4). */
export interface Credentials {
  /** Lower case; absent where the value has no scheme. */
  readonly scheme?: string;
  readonly written: Written;
}

const SCHEME = /^(bearer|basic|token|apikey|api-key|bot|key|oauth|x-api-key)(?:\s+|:\s*|%20)(?=\S)/i;
/** `Token token=…`, as Rails writes it: the parameter's name is not the credential. */
const PARAMETER = /^(?:token|key|api[-_]?key|access_token)=["']?(?=[^\s"'])/i;
/** A scheme of the issuer's own, such as `DeepL-Auth-Key`, before one random word. */
const OTHER_SCHEME = /^([A-Za-z][A-Za-z-]{1,31})\s+(?=[\w.~+/=-]{16,512}$)/;
const BASE64 = /^[A-Za-z\d+/_-]{4,}={0,2}$/;

/** Takes the scheme off: `Bearer x` is `x`. */
export function readCredentials(whole: Written): Credentials {
  const scheme = SCHEME.exec(whole.value) ?? OTHER_SCHEME.exec(whole.value);
  if (!scheme?.[1]) return { written: whole };
  const rest = trim(slice(whole, scheme[0].length));
  const parameter = PARAMETER.exec(rest.value)?.[0];
  return { scheme: scheme[1].toLowerCase(), written: parameter ? slice(rest, parameter.length) : rest };
}

/** User and password of the Basic scheme (RFC 7617); undefined when the value is no base64 of `user:password`. */
export function decodeBasic(
  encoded: string,
): { readonly user: string; readonly password: string } | undefined {
  if (!BASE64.test(encoded)) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon === -1 || /[\p{Cc}\ufffd]/u.test(decoded)) return undefined;
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
