/** What a `WWW-Authenticate` header says, as far as OAuth needs it. */
export interface Challenge {
  /** RFC 6750 section 3.1, such as `invalid_token`. */
  readonly error?: string;
  /** RFC 9728 section 5.1. */
  readonly resourceMetadata?: string;
}

const MAX_HEADER_LENGTH = 4096;
/** Name, then a quoted string or a bare token (RFC 9110 section 11.2); a quoted string is consumed as one piece. */
const PARAMETER = /(?<![\w-])([\w-]{1,64})\s{0,8}=\s{0,8}(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/g;

/** Reads the parameters of a Bearer challenge; empty when the header is absent or of another scheme. */
export function readChallenge(header: string | null): Challenge {
  const text = header?.slice(0, MAX_HEADER_LENGTH) ?? '';
  if (!/(?:^|,)\s*bearer(?:\s|,|$)/i.test(text)) return {};
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, bare] of text.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '';
    // The first counts: a later scheme in the same header must not replace it.
    if (!parameters.has(key)) parameters.set(key, value);
  }
  const error = parameters.get('error');
  const resourceMetadata = parameters.get('resource_metadata');
  return {
    ...(error === undefined ? {} : { error }),
    ...(resourceMetadata === undefined ? {} : { resourceMetadata }),
  };
}
