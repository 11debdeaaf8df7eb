import { unseal } from '../../base/keys.ts';
import type { Outcome, Trust } from '../../broker/broker.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { isDead } from '../../inventory/state.ts';
import type { JobContext } from '../queue/context.ts';
import { logIncident } from '../report/log-incident.ts';
import { newEvidence } from '../judge/new-evidence.ts';
import { secondsToNextLook } from './next-look.ts';
import { QUEUES } from '../queue/queues.ts';
import { readBeside } from './read-beside.ts';
import { isPausedByBroker, readLeak } from '../variables/read-leak.ts';
import { RetryLater } from '../queue/retry-later.ts';
import { sendReports } from '../report/send-reports.ts';
import type { RevokeTask } from '../queue/tasks.ts';

const MAX_BACKOFF_MS = 600_000;
/** How soon a broker that is still at work, or waits for a person, is asked again when it names no time. */
const PENDING_MS = 30_000;
/** A broker that waits for a person tells when that ends; this is for one that cannot. */
const PAUSED_MS = 600_000;

/** What the broker writes when a credential was accepted somewhere. */
const SEEN_LIVE = ['probe_live', 'introspection_active'];

/** States from which the broker may act; all others wait for a person or have ended. */
const ACTIONABLE = new Set(['found', 'revoking', 'accepted_unverified']);

function readIncident(context: JobContext, incidentId: string) {
  return context.db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select([
      'incidents.id',
      'state',
      'sealed',
      'created_at',
      'provider',
      'type',
      'server_url',
      'client_id',
      'key_id',
    ])
    .where('incidents.id', '=', incidentId)
    .executeTakeFirst();
}

async function readTrust(context: JobContext, repositoryId: number): Promise<Trust> {
  const row = await context.db
    .selectFrom('policies')
    .select('policy')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  const policy = row?.policy;
  return { issuers: policy?.issuers ?? [], serverUrls: policy?.servers.map((server) => server.url) ?? [] };
}

/** An earlier try that saw the credential alive makes a later refusal a proof. */
async function wasSeenLive(context: JobContext, incidentId: string): Promise<boolean> {
  const row = await context.db
    .selectFrom('audit')
    .select('id')
    .where('incident_id', '=', incidentId)
    .where('event', 'in', SEEN_LIVE)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A person must decide first, unless it is the broker that waits: it is asked again. */
async function mayAct(
  context: JobContext,
  incident: { readonly id: string; readonly state: string },
  { probes }: RevokeTask,
): Promise<boolean> {
  if (ACTIONABLE.has(incident.state)) return true;
  // The time has come that the broker named.
  if (incident.state === 'unsupported') return probes > 0;
  return incident.state === 'approval_needed' && (await isPausedByBroker(context, incident.id));
}

function backoff(retryCount: number): number {
  return Math.min(1000 * 2 ** retryCount, MAX_BACKOFF_MS) * (0.75 + Math.random() / 2);
}

async function settle(context: JobContext, task: RevokeTask, outcome: Outcome): Promise<void> {
  const { db, queue, log } = context;
  const { incidentId } = task;
  await db.transaction().execute(async (trx) => {
    await settleIncident(trx, incidentId, {
      state: outcome.state,
      actor: 'broker',
      evidence: outcome.evidence,
      explanation: outcome.explanation,
      ...(outcome.rotateUrl === undefined ? {} : { rotateUrl: outcome.rotateUrl }),
    });
    const afterSeconds = secondsToNextLook(outcome, task.probes);
    if (afterSeconds !== undefined) {
      const data = { ...task, probes: task.probes + 1 };
      await queue.send(trx, [{ queue: 'revoke', lane: incidentId, data, afterSeconds }]);
    }
    await sendReports(trx, queue, incidentId);
  });
  queue.wake();
  logIncident(log, incidentId, [...outcome.evidence, { event: outcome.state }]);
}

/**
 * Has a credential revoked and proved dead. Each step is durable before the next: a try after a crash finds the
 * incident `revoking`, and the broker then asks first whether the credential still lives, so that no second
 * revocation is sent for one that took effect.
 *
 * @param retryCount of the queue; on its last try a failure becomes the incident's state and a person is told
 */
export async function revokeCredential(
  context: JobContext,
  task: RevokeTask,
  retryCount: number,
): Promise<void> {
  const { db, keys, broker, metrics } = context;
  const incident = await readIncident(context, task.incidentId);
  if (!incident?.sealed || !(await mayAct(context, incident, task))) return;
  const secret = unseal(keys, incident.sealed, incident.id);
  const trust = await readTrust(context, task.repositoryId);
  const attemptedBefore = incident.state !== 'found';
  if (!attemptedBefore) {
    await db
      .transaction()
      .execute((trx) => settleIncident(trx, incident.id, { state: 'revoking', actor: 'rekey' }));
  }
  const leak = await readLeak(context, task.repositoryId, incident);
  const answer = await broker.revoke(
    {
      secret,
      ...(leak ? { scope: leak.owner } : {}),
      ...(await readBeside(context, incident, task.repositoryId, trust)),
      provider: incident.provider,
      type: incident.type,
      ...(incident.server_url === null ? {} : { serverUrl: incident.server_url }),
      ...(incident.client_id === null ? {} : { clientId: incident.client_id }),
      ...(incident.key_id === null ? {} : { keyId: incident.key_id }),
    },
    trust,
    {
      attemptedBefore,
      seenLive: attemptedBefore && (await wasSeenLive(context, incident.id)),
      ...(leak ? { leak } : {}),
    },
  );
  if (answer.pending)
    throw new RetryLater(answer.retryAfterMs ?? PENDING_MS, { pausesLane: false, counts: false });
  const outcome = { ...answer, evidence: await newEvidence(context, incident.id, answer.evidence) };
  if (outcome.state === 'approval_needed') {
    if (incident.state !== 'approval_needed') await settle(context, task, outcome);
    throw new RetryLater(PAUSED_MS, { pausesLane: false, counts: false });
  }
  const lastTry = retryCount >= QUEUES.revoke.retryLimit;
  if (outcome.state === 'failed' && outcome.retryable && !lastTry) {
    await db
      .transaction()
      .execute((trx) =>
        appendAudit(trx, incident.id, 'broker', [...outcome.evidence, { event: 'attempt_failed' }]),
      );
    throw new RetryLater(outcome.retryAfterMs ?? backoff(retryCount), { pausesLane: false });
  }
  await settle(context, task, outcome);
  if (isDead(outcome.state)) metrics.timeToDead.observe((Date.now() - incident.created_at.getTime()) / 1000);
}
