import type { z } from 'zod';
import { Secret } from '../../base/secret.ts';
import { gitLabTypes, type TypeName } from '../../broker-contract/gitlab-types.ts';
import { GitLabTokens } from '../../broker-contract/foreign.ts';
import { fitsType } from '../../detect/index.ts';
import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import type { Reply } from '../http/reply.ts';
import { keyedDigest } from '../keys/own-keys.ts';
import type { StoredRequest } from '../store/schema.ts';
import { checkAuthority } from './guard.ts';
import { submit } from './submit.ts';

const typesOf = ({ capabilities }: BrokerContext) =>
  gitLabTypes(capabilities.filter((one) => one.class !== 'manual'));

/**
 * `GET /v1/revocable_token_types` of GitLab's Token Revocation API.
 * Source: https://docs.gitlab.com/development/sec/token_revocation_api/
 */
export function listTokenTypes(context: BrokerContext, _call: ClientCall): Promise<Reply> {
  return Promise.resolve({ status: 200, json: { types: [...typesOf(context).keys()] } });
}

/** Which of our types a value of one of GitLab's is: the first whose format it has, or that is known by no format. */
function pickType(candidates: readonly TypeName[], token: string): TypeName | undefined {
  return candidates.find(({ type }) => fitsType(type, token) ?? true);
}

function parse(body: Buffer): z.infer<typeof GitLabTokens> | undefined {
  try {
    return GitLabTokens.parse(JSON.parse(body.toString('utf8')));
  } catch {
    return undefined;
  }
}

/**
 * `POST /v1/revoke_tokens` of GitLab's Token Revocation API: 204 once all are stored for revocation, 400 when the body
 * or one of the types is not right and none is. The same tokens again change nothing.
 */
export async function revokeTokens(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const tokens = parse(call.body);
  const types = typesOf(context);
  const picked = tokens?.map((one) => ({ ...one, name: pickType(types.get(one.type) ?? [], one.token) }));
  // A static token names no owner in the request: the client's only one is meant.
  const [owner = ''] = call.client.owners;
  if (!picked || picked.some(({ name }) => name === undefined)) return { status: 400 };
  const submissions = picked.map(({ name, token }) => ({ request: toStored(name), token }));
  for (const { request } of submissions) {
    checkAuthority({ client: call.client, owner, installation: undefined }, request, context.rules.reserved);
  }
  await Promise.all(
    submissions.map(({ request, token }) =>
      submit(context, {
        client: call.client.id,
        owner,
        idempotencyKey: `gitlab:${keyedDigest(context.keys, `${request.type} ${token}`)}`,
        request,
        secret: new Secret(token),
      }),
    ),
  );
  return { status: 204 };
}

function toStored(name: TypeName | undefined): StoredRequest {
  const { provider = '', type = '' } = name ?? {};
  return {
    provider,
    type,
    action: 'safest',
    reason: 'leaked_private',
    trust: { issuers: [], servers: [] },
  };
}
