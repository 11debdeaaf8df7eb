import { createVerify } from 'node:crypto';
import { z } from 'zod';
import { Secret } from '../../base/secret.ts';
import { GitHubAlert } from '../../broker-contract/foreign.ts';
import { fitsType } from '../../detect/index.ts';
import { GITHUB_CLIENT } from '../clients.ts';
import type { BrokerContext } from '../context.ts';
import type { GitHubIntake } from '../files/clients-file.ts';
import type { Call } from '../http/route.ts';
import { refuse, Refusal, toProblem } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import { keyedDigest } from '../keys/own-keys.ts';
import type { StoredRequest } from '../store/schema.ts';
import { createGitHubKeys, type GitHubKeys } from './github-keys.ts';
import { labelAlerts, type Alert, type Taken } from './github-labels.ts';
import { submit } from './submit.ts';

/** The client as whom GitHub's reports are kept. */
const CLIENT = GITHUB_CLIENT;

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

/** Refuses unless GitHub signed the body; asks for another try while nobody can say. */
async function checkSignature(context: BrokerContext, intake: GitHubIntake, call: Call): Promise<void> {
  const { 'github-public-key-identifier': id, 'github-public-key-signature': signature } =
    call.request.headers;
  const refused = refuse('unauthenticated', 'The signature is not that of a key that GitHub publishes.');
  if (typeof id !== 'string' || typeof signature !== 'string') throw refused;
  const key = await keysOf(context, intake).find(id);
  if ('pem' in key) {
    if (isSigned(call.body, key.pem, signature)) return;
    throw refused;
  }
  if (key.missing === 'unlisted') throw refused;
  throw refuse('upstream-unavailable', 'GitHub’s keys cannot be read at present.', key.retryAfterSeconds);
}

/** So many are stored at once. */
const AT_ONCE = 50;

/** Stores one. Throws when it must be sent again. */
async function take(context: BrokerContext, intake: GitHubIntake, { token, type }: Alert): Promise<Taken> {
  const request = toStored(Object.hasOwn(intake.types, type) ? intake.types[type] : undefined);
  if (!request) {
    context.log.warn({ client: CLIENT }, 'an alert of a type that is not listed was left alone');
    return 'left alone';
  }
  if (fitsType(request.type, token) === false) return 'of another format';
  const submission = {
    client: CLIENT,
    owner: intake.owner.toLowerCase(),
    idempotencyKey: `github:${keyedDigest(context.keys, `${request.type} ${token}`)}`,
    request,
    secret: new Secret(token),
  };
  try {
    return { id: (await submit(context, submission)).revocation.id };
  } catch (error) {
    if (!(error instanceof Refusal) || toProblem(error).retryable) throw error;
    context.log.warn({ client: CLIENT, problem: error.problem }, 'an alert was refused');
    return 'left alone';
  }
}

/**
 * `POST /v1/intake/github`: alerts of GitHub's secret-scanning partner programme. Each token of a type that the operator
 * listed is revoked for the operator's owner; a repeated alert finds the earlier revocation. Each entry stands for
 * itself: one that cannot be read is left out, and where one cannot be stored all others are before GitHub is asked to
 * send the list again. The answer is the feedback that GitHub takes.
 * Source: https://docs.github.com/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export async function takeGitHubAlerts(context: BrokerContext, call: Call): Promise<Reply> {
  const intake = context.rules.intake.github;
  if (!intake) throw refuse('not-found', 'This broker takes no alerts of GitHub.');
  await checkSignature(context, intake, call);
  const list = z.array(z.unknown()).safeParse(parse(call.body));
  if (!list.success) throw refuse('invalid-request', 'The body is not an array of secret matches.');
  const alerts = list.data.flatMap((entry) => GitHubAlert.safeParse(entry).data ?? []);
  const unread = list.data.length - alerts.length;
  if (unread > 0) context.log.warn({ client: CLIENT, unread }, 'alerts that cannot be read were left out');
  const results: PromiseSettledResult<readonly [Alert, Taken]>[] = [];
  for (let index = 0; index < alerts.length; index += AT_ONCE) {
    const some = alerts
      .slice(index, index + AT_ONCE)
      .map(async (alert) => [alert, await take(context, intake, alert)] as const);
    results.push(...(await Promise.allSettled(some)));
  }
  const failed = results.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const taken = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return { status: 200, json: await labelAlerts(context, taken) };
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
