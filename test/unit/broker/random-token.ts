import { randomBytes } from 'node:crypto';

/** An opaque token as an authorization server makes it. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A JWT with these claims and a signature that nobody checks. */
export function unsignedJwt(claims: Readonly<Record<string, unknown>>): string {
  return [part({ alg: 'ES256', typ: 'at+jwt' }), part(claims), randomBytes(64).toString('base64url')].join(
    '.',
  );
}
