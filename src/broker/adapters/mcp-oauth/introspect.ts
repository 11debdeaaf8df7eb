import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { askIssuer } from './ask-issuer.ts';
import { oauthTransport } from './discover-issuer.ts';
import { clientAuth, type Issuer, type OAuthClient } from './oauth-client.ts';
import type { TokenHint } from './send-revocation.ts';

const text = z.string().min(1).max(2000).optional().catch(undefined);
const answerSchema = z.object({
  active: z.boolean(),
  client_id: text,
  scope: text,
  username: text,
  sub: text,
  aud: z
    .union([z.string().max(2000), z.array(z.string().max(2000)).max(8)])
    .optional()
    .catch(undefined),
  exp: z.number().positive().max(1e11).optional().catch(undefined),
  iat: z.number().positive().max(1e11).optional().catch(undefined),
});

/** What an issuer tells of a token (RFC 7662 section 2.2). */
export type Introspection = z.infer<typeof answerSchema>;

/**
 * Asks the issuer whether a token is active (RFC 7662); undefined when it gives no clear answer.
 *
 * `false` alone proves nothing: section 2.2 has the issuer say so also to a client that may not ask about this token.
 * Only `true` before and `false` after a revocation, to the same client, do.
 */
export async function introspect(
  fetch: GuardedFetch,
  issuer: Issuer,
  client: OAuthClient,
  token: string,
  options: { readonly hint?: TokenHint; readonly signal?: AbortSignal | undefined } = {},
): Promise<Introspection | undefined> {
  if (issuer.introspection_endpoint === undefined) return undefined;
  const { hint = 'access_token', signal } = options;
  const answer = await askIssuer(client, issuer.introspection_endpoint_auth_methods_supported, (method) =>
    oauth.introspectionRequest(issuer, { client_id: client.clientId }, clientAuth(client, method), token, {
      additionalParameters: { token_type_hint: hint },
      ...oauthTransport(fetch, 'introspect', signal),
    }),
  );
  return answer.kind === 'ok' && answer.http === 200 ? answerSchema.safeParse(answer.json).data : undefined;
}
