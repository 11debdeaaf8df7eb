import { createVerify } from 'node:crypto';
import { Secret } from '../../base/secret.ts';
import { GitHubAlerts } from '../../broker-contract/foreign.ts';
import { fitsType } from '../../detect/index.ts';
import type { BrokerContext } from '../context.ts';
import type { GitHubIntake } from '../files/clients-file.ts';
import type { Call } from '../http/route.ts';
import { refuse } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import { keyedDigest } from '../keys/own-keys.ts';
import type { StoredRequest } from '../store/schema.ts';
import { createGitHubKeys, type GitHubKeys } from './github-keys.ts';
import { submit } from './submit.ts';

/** The client as whom GitHub's reports are kept. */
const CLIENT = 'github-secret-scanning';

const rings = new WeakMap<BrokerContext, GitHubKeys>();

function keysOf(context: BrokerContext, intake: GitHubIntake): GitHubKeys {
  const ring = rings.get(context) ?? createGitHubKeys(context.fetch, intake.keys_url, context.now);
  rings.set(context, ring);
  return ring;
}

/** ECDSA over P-256 with SHA-256, signature in DER, over the bytes that arrived. */
function isSigned(body: Buffer, key: string, signature: string): boolean {
  try {
    return createVerify('SHA256').update(body).verify(key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/**
 * `POST /v1/intake/github`: alerts of GitHub's secret-scanning partner programme. Each token of a type that the operator
 * listed is revoked for the operator's owner; a repeated alert finds the earlier revocation.
 * Source: https://docs.github.com/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export async function takeGitHubAlerts(context: BrokerContext, call: Call): Promise<Reply> {
  const intake = context.rules.intake.github;
  if (!intake) throw refuse('not-found', 'This broker takes no alerts of GitHub.');
  const { 'github-public-key-identifier': id, 'github-public-key-signature': signature } =
    call.request.headers;
  const key = typeof id === 'string' ? await keysOf(context, intake).find(id) : undefined;
  if (key === undefined || typeof signature !== 'string' || !isSigned(call.body, key, signature))
    throw refuse('unauthenticated', 'The signature is not that of a key that GitHub publishes.');
  const alerts = GitHubAlerts.safeParse(parse(call.body));
  if (!alerts.success) throw refuse('invalid-request', 'The body is not an array of secret matches.');
  await Promise.all(
    alerts.data.map(async ({ token, type }) => {
      const request = toStored(Object.hasOwn(intake.types, type) ? intake.types[type] : undefined);
      if (!request || fitsType(request.type, token) === false)
        return context.log.warn(
          { client: CLIENT },
          'an alert of a type that is not listed, or of another format, was left alone',
        );
      await submit(context, {
        client: CLIENT,
        owner: intake.owner.toLowerCase(),
        idempotencyKey: `github:${keyedDigest(context.keys, `${request.type} ${token}`)}`,
        request,
        secret: new Secret(token),
      });
    }),
  );
  return { status: 202 };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function toStored(name: string | undefined): StoredRequest | undefined {
  const [provider, type] = name?.split('/') ?? [];
  if (provider === undefined || type === undefined) return undefined;
  return {
    provider,
    type,
    action: 'safest',
    reason: 'leaked_public',
    trust: { issuers: [], servers: [] },
  };
}
