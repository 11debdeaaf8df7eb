import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import { isPassingStatus, toEgressFailure, type EgressFailure } from '../../egress-failure.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { readJson } from '../../read-json.ts';
import { oauthTransport } from './discover-issuer.ts';

/** The answer of a revocation endpoint (RFC 7009 section 2.2). */
export type RevocationAnswer =
  /** Says nothing about the token: the same 200 comes for a token of another client, or for none. */
  | { readonly kind: 'accepted'; readonly http: number }
  /** This client may not do it; another may. */
  | { readonly kind: 'refused'; readonly http: number }
  /** `unsupported_token_type`: the issuer cannot revoke tokens of this kind, whoever asks. */
  | { readonly kind: 'unsupported'; readonly http: number }
  | { readonly kind: 'unavailable'; readonly response?: Response; readonly failure?: EgressFailure };

const errorSchema = z.object({ error: z.string().max(100) });

/** Sends one revocation as a public client (authentication `none`). */
export async function sendRevocation(
  fetch: GuardedFetch,
  metadata: oauth.AuthorizationServer,
  clientId: string,
  token: string,
  signal?: AbortSignal,
): Promise<RevocationAnswer> {
  try {
    const response = await oauth.revocationRequest(metadata, { client_id: clientId }, oauth.None(), token, {
      additionalParameters: { token_type_hint: 'access_token' },
      ...oauthTransport(fetch, signal),
    });
    const { status } = response;
    if (response.ok) return { kind: 'accepted', http: status };
    if (isPassingStatus(status)) return { kind: 'unavailable', response };
    const body = await readJson(response, errorSchema);
    return { kind: body?.error === 'unsupported_token_type' ? 'unsupported' : 'refused', http: status };
  } catch (error) {
    return { kind: 'unavailable', failure: toEgressFailure(error) };
  }
}
