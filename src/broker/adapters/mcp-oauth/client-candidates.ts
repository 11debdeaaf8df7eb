const MAX_CANDIDATES = 3;
const CLIENT_ID = /^[\x20-\x7e]{1,500}$/;

/**
 * Client ids to try at the revocation endpoint, surest first. RFC 7009 section 2.1 binds a token to the client that it
 * was issued to, so the token's own word comes first. Then the policy's: an issuer can let that client revoke any
 * token, and it is the only one that a person vouched for. Last the one that stood beside the token, which anyone may
 * have written; it is sent to a trusted issuer only, where a wrong one does nothing.
 */
export function clientCandidates(ids: {
  readonly inToken: string | undefined;
  readonly inPolicy: string;
  readonly besideToken: string | undefined;
}): readonly string[] {
  const ordered = [ids.inToken, ids.inPolicy, ids.besideToken];
  const usable = ordered.filter((id): id is string => id !== undefined && CLIENT_ID.test(id));
  return [...new Set(usable)].slice(0, MAX_CANDIDATES);
}
