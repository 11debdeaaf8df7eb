import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import type { LeakedCredential } from '../../broker.ts';

/** Claims of an unverified JWT: hints only. A forged one gains nothing, since its issuer must be trusted anyway. */
export interface TokenClaims {
  readonly isJwt: boolean;
  readonly issuer?: string;
  /** Client the token was issued to (RFC 9068 `client_id`, or `azp` of OpenID Connect). */
  readonly clientId?: string;
  /** Milliseconds since the epoch, as are all times here. */
  readonly expiresAt?: number;
  readonly issuedAt?: number;
  /** Before this everybody refuses it (`nbf`). */
  readonly notBefore?: number;
  /** Only with a key that is not in it (`cnf`: DPoP, RFC 9449, or mutual TLS, RFC 8705): shown as a bearer, it is refused. */
  readonly isBound?: true;
  /** It says that it is an access token (`typ` of RFC 9068), whatever the text calls it. */
  readonly isAccessToken?: true;
  /** The user or service that it acts for. */
  readonly subject?: string;
  readonly audience?: readonly string[];
  readonly scopes?: readonly string[];
}

const OPAQUE: TokenClaims = { isJwt: false };
const MAX_TOKEN_LENGTH = 16_384;

const text = z.string().min(1).max(500).optional().catch(undefined);
const seconds = z.number().positive().max(1e11).optional().catch(undefined);
const words = z
  .union([z.string().max(4000), z.array(z.string().max(500)).max(100)])
  .optional()
  .catch(undefined);
const claimsSchema = z.object({
  iss: text,
  client_id: text,
  azp: text,
  exp: seconds,
  iat: seconds,
  nbf: seconds,
  cnf: z.unknown().optional(),
  sub: text,
  email: text,
  preferred_username: text,
  aud: z.union([text, z.array(z.string().max(500)).max(8)]).catch(undefined),
  // RFC 9068 has `scope` as words; others have a list, or call it `scp`.
  scope: words,
  scp: words,
});

/** Reads what a token says about itself, offline. Anything that is no JWT is opaque. */
export function readClaims(token: string): TokenClaims {
  if (token.length > MAX_TOKEN_LENGTH) return OPAQUE;
  try {
    const claims = claimsSchema.parse(decodeJwt(token));
    const { iss, exp, iat, nbf, cnf, aud } = claims;
    const clientId = claims.client_id ?? claims.azp;
    const subject = claims.email ?? claims.preferred_username ?? claims.sub;
    const scopes = listOf(claims.scope ?? claims.scp);
    return {
      isJwt: true,
      ...(iss === undefined ? {} : { issuer: iss }),
      ...(clientId === undefined ? {} : { clientId }),
      ...(exp === undefined ? {} : { expiresAt: exp * 1000 }),
      ...(iat === undefined ? {} : { issuedAt: iat * 1000 }),
      ...(nbf === undefined ? {} : { notBefore: nbf * 1000 }),
      ...(cnf === undefined ? {} : { isBound: true }),
      ...(isAccessType(decodeProtectedHeader(token).typ) ? { isAccessToken: true } : {}),
      ...(subject === undefined ? {} : { subject }),
      ...(aud === undefined ? {} : { audience: [aud].flat() }),
      ...(scopes === undefined ? {} : { scopes }),
    };
  } catch {
    return OPAQUE;
  }
}

/** The type of a token of MCP's OAuth: what says of itself that it is an access token opens a server, whatever its place. */
export function typeOf({ type, secret }: Pick<LeakedCredential, 'type' | 'secret'>): string {
  if (type !== 'mcp-refresh-token') return type;
  return readClaims(secret.reveal()).isAccessToken ? 'mcp-access-token' : type;
}

/** A media type, of which `application/` may be left out (RFC 7515 section 4.1.9). */
function isAccessType(type: unknown): boolean {
  return typeof type === 'string' && /^(?:application\/)?at\+jwt$/i.test(type);
}

function listOf(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : value;
}
