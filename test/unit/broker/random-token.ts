import { randomBytes } from 'node:crypto';

/** An opaque token as an authorization server makes it. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/**
 * A JWT with these claims and a signature that nobody checks.
 *
 * @param typ of its header: the default is an access token's (RFC 9068)
 */
export function unsignedJwt(claims: Readonly<Record<string, unknown>>, typ = 'at+jwt'): string {
  return [part({ alg: 'ES256', typ }), part(claims), randomBytes(64).toString('base64url')].join('.');
}
