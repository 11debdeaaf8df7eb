import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import { toEgressFailure } from '../../egress-failure.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { readJson } from '../../read-json.ts';
import { oauthTransport } from './discover-issuer.ts';

const answerSchema = z.object({ active: z.boolean() });

/**
 * Asks the issuer whether a token is active (RFC 7662) as a public client; undefined when it gives no clear answer.
 *
 * `false` alone proves nothing: section 2.2 has the issuer say so also to a client that may not ask about this token.
 * Only `true` before and `false` after a revocation, to the same client, do.
 */
export async function introspect(
  fetch: GuardedFetch,
  metadata: oauth.AuthorizationServer,
  clientId: string,
  token: string,
  signal?: AbortSignal,
): Promise<boolean | undefined> {
  if (metadata.introspection_endpoint === undefined) return undefined;
  try {
    const response = await oauth.introspectionRequest(
      metadata,
      { client_id: clientId },
      oauth.None(),
      token,
      {
        additionalParameters: { token_type_hint: 'access_token' },
        ...oauthTransport(fetch, signal),
      },
    );
    if (response.status !== 200) return undefined;
    return (await readJson(response, answerSchema))?.active;
  } catch (error) {
    toEgressFailure(error);
    return undefined;
  }
}
