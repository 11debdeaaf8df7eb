import { decodeJwt } from 'jose';
import { z } from 'zod';

/** Claims of an unverified JWT: hints only. A forged one gains nothing, since its issuer must be trusted anyway. */
export interface TokenClaims {
  readonly isJwt: boolean;
  readonly issuer?: string;
  /** Client the token was issued to (RFC 9068 `client_id`, or `azp` of OpenID Connect). */
  readonly clientId?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

const OPAQUE: TokenClaims = { isJwt: false };
const MAX_TOKEN_LENGTH = 16_384;

const text = z.string().min(1).max(500).optional().catch(undefined);
const claimsSchema = z.object({
  iss: text,
  client_id: text,
  azp: text,
  exp: z.number().positive().max(1e11).optional().catch(undefined),
});

/** Reads what a token says about itself, offline. Anything that is no JWT is opaque. */
export function readClaims(token: string): TokenClaims {
  if (token.length > MAX_TOKEN_LENGTH) return OPAQUE;
  try {
    const { iss, client_id, azp, exp } = claimsSchema.parse(decodeJwt(token));
    const clientId = client_id ?? azp;
    return {
      isJwt: true,
      ...(iss === undefined ? {} : { issuer: iss }),
      ...(clientId === undefined ? {} : { clientId }),
      ...(exp === undefined ? {} : { expiresAt: exp * 1000 }),
    };
  } catch {
    return OPAQUE;
  }
}
