import { jwtVerify, SignJWT } from 'jose';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Keys } from '../../base/keys.ts';
import { SCOPES, type Scope } from '../files/clients-file.ts';

/** Life of an access token, in seconds. */
export const ACCESS_TOKEN_SECONDS = 300;

const Claims = z.object({
  sub: z.string(),
  scope: z.string(),
  /** RFC 8705 section 3.1: good only over a connection with this certificate. */
  cnf: z.object({ 'x5t#S256': z.string() }).optional(),
});

/** What an access token says, once it was verified. */
export interface Grant {
  readonly client: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** @param certificate SHA-256 in hex of the client's certificate, when the connection has one */
export function issueAccessToken(
  keys: Keys,
  options: {
    readonly issuer: string;
    readonly client: string;
    readonly scopes: readonly Scope[];
    readonly certificate?: string | undefined;
  },
): Promise<string> {
  const { issuer, client, scopes, certificate } = options;
  const bound =
    certificate === undefined
      ? {}
      : { cnf: { 'x5t#S256': Buffer.from(certificate, 'hex').toString('base64url') } };
  return new SignJWT({ scope: scopes.join(' '), ...bound })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(issuer)
    .setSubject(client)
    .setJti(uuid())
    .setIssuedAt()
    .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
    .sign(keys.session);
}

/** What a token grants over this connection; undefined for one that is not ours, too old, or bound to another certificate. */
export async function readAccessToken(
  keys: Keys,
  token: string,
  options: { readonly issuer: string; readonly certificate?: string | undefined },
): Promise<Grant | undefined> {
  const verified = await jwtVerify(token, keys.session, {
    issuer: options.issuer,
    audience: options.issuer,
    typ: 'at+jwt',
    algorithms: ['HS256'],
    requiredClaims: ['exp', 'sub'],
  }).catch(() => undefined);
  const claims = Claims.safeParse(verified?.payload);
  if (!claims.success) return undefined;
  const { sub, scope, cnf } = claims.data;
  const given = options.certificate && Buffer.from(options.certificate, 'hex').toString('base64url');
  if (cnf && cnf['x5t#S256'] !== given) return undefined;
  const named = scope.split(' ');
  return { client: sub, scopes: new Set(SCOPES.filter((one) => named.includes(one))) };
}
