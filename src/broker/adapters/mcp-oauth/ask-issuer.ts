import { z } from 'zod';
import { isPassingStatus, toEgressFailure, type EgressFailure } from '../../egress-failure.ts';
import { authMethods, type AuthMethod, type OAuthClient } from './oauth-client.ts';

/** What an endpoint that authenticates its client answered. */
export type IssuerAnswer =
  | { readonly kind: 'ok'; readonly http: number; readonly json: unknown }
  /** An error of OAuth; `invalid_client` means that the client was not believed, so nothing was looked at. */
  | { readonly kind: 'refused'; readonly http: number; readonly error: string | undefined }
  | { readonly kind: 'unavailable'; readonly response?: Response; readonly failure?: EgressFailure };

type Refusal = Extract<IssuerAnswer, { kind: 'refused' }>;

/** Servers that look for the secret elsewhere may miss the client's id as well: `invalid_request`. */
const isOfClient = ({ error }: Refusal) =>
  error === undefined || error === 'invalid_client' || error === 'invalid_request';

const errorSchema = z.object({ error: z.string().max(100) });

/**
 * Sends one request as a client, by one way to show its secret after the other while the issuer does not believe it.
 *
 * @param announced the endpoint's `…_auth_methods_supported`
 */
export async function askIssuer(
  client: OAuthClient,
  announced: readonly string[] | undefined,
  request: (method: AuthMethod) => Promise<Response>,
): Promise<IssuerAnswer> {
  const refusals: Refusal[] = [];
  for (const method of authMethods(client, announced)) {
    const answer = await send(() => request(method));
    if (answer.kind !== 'refused' || !isOfClient(answer)) return answer;
    refusals.push(answer);
  }
  const [first = { kind: 'unavailable' } as const] = refusals;
  return refusals.find(({ error }) => error === 'invalid_client') ?? first;
}

async function send(request: () => Promise<Response>): Promise<IssuerAnswer> {
  try {
    const response = await request();
    const { status } = response;
    if (isPassingStatus(status)) return { kind: 'unavailable', response };
    const json: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { kind: 'ok', http: status, json };
    const error = errorSchema.safeParse(json).data?.error;
    // 401 means the same where the body says nothing (RFC 6749 section 5.2).
    return { kind: 'refused', http: status, error: error ?? (status === 401 ? 'invalid_client' : undefined) };
  } catch (error) {
    return { kind: 'unavailable', failure: toEgressFailure(error) };
  }
}
