import { z } from 'zod';
import { Secret } from '../../../base/secret.ts';
import type { LeakedCredential, TrustedIssuer } from '../../broker.ts';
import { isPassingStatus, toEgressFailure, type EgressFailure } from '../../egress-failure.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { isAtIssuer } from './discover-issuer.ts';
import { isToken } from './mcp-parts.ts';
import type { Route } from './find-routes.ts';

/** Where a client is managed, and the token for it (RFC 7592 section 3). */
export interface Registration {
  readonly uri: string;
  readonly token: string;
}

/**
 * The place where the client of a leak is managed: the leaked address when it is at the trusted issuer, else the
 * usual one, the registration endpoint with the client's id. Undefined where neither is known.
 */
export function registrationAt(
  { trusted, issuer }: Route,
  known: { readonly uri: string | undefined; readonly token: string | undefined },
  clientId: LeakedCredential['clientId'],
): Registration | undefined {
  const { uri, token } = known;
  if (token === undefined || !isToken(token)) return undefined;
  if (uri !== undefined) return isPlace(trusted, uri) ? { uri, token } : undefined;
  const { registration_endpoint: endpoint } = issuer;
  if (endpoint === undefined || clientId === undefined) return undefined;
  return { uri: `${endpoint.replace(/\/$/, '')}/${encodeURIComponent(clientId)}`, token };
}

function isPlace(trusted: TrustedIssuer, uri: string): boolean {
  return isAtIssuer(trusted, uri) && URL.parse(uri)?.username === '';
}

/** What the place said. */
export type RegistrationAnswer =
  | {
      readonly kind: 'done';
      readonly http: number;
      readonly clientId?: string;
      readonly clientSecret?: Secret;
      readonly token?: string;
    }
  /** 401: the token is refused, as it is once its client is gone, and at the address of another. */
  | { readonly kind: 'denied'; readonly http: number }
  | { readonly kind: 'refused'; readonly http: number }
  | { readonly kind: 'unavailable'; readonly response?: Response; readonly failure?: EgressFailure };

const clientSchema = z.object({
  client_id: z.string().max(500).optional().catch(undefined),
  client_secret: z.string().min(1).max(16_384).optional().catch(undefined),
  registration_access_token: z.string().min(1).max(16_384).optional().catch(undefined),
});

/** Reads the client (RFC 7592 section 2.1) or removes it (section 2.3). */
export async function askRegistration(
  fetch: GuardedFetch,
  { uri, token }: Registration,
  method: 'GET' | 'DELETE',
  signal: AbortSignal | undefined,
): Promise<RegistrationAnswer> {
  try {
    const response = await fetch(uri, {
      operation: 'registration',
      method,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      signal,
    });
    const { status: http } = response;
    if (isPassingStatus(http)) return { kind: 'unavailable', response };
    if (http === 401) return { kind: 'denied', http };
    if (!response.ok) return { kind: 'refused', http };
    const body: unknown = await response.json().catch(() => undefined);
    const told = clientSchema.safeParse(body).data ?? {};
    const { client_id: clientId, client_secret: clientSecret, registration_access_token: next } = told;
    return {
      kind: 'done',
      http,
      ...(clientId === undefined ? {} : { clientId }),
      ...(clientSecret === undefined ? {} : { clientSecret: new Secret(clientSecret) }),
      // It may be replaced at each reading.
      ...(next !== undefined && isToken(next) ? { token: next } : {}),
    };
  } catch (error) {
    return { kind: 'unavailable', failure: toEgressFailure(error) };
  }
}
