import { secondsSince } from '../../base/metrics.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { isDead } from '../../inventory/state.ts';
import { openBreaker } from '../breaker/breaker.ts';
import { newEvidence } from '../judge/new-evidence.ts';
import type { JobContext } from '../queue/context.ts';
import { QUEUES } from '../queue/queues.ts';
import { RetryLater } from '../queue/retry-later.ts';
import type { RevokeTask } from '../queue/tasks.ts';
import { replaceFirst } from '../rotate/replace-first.ts';
import { askBroker } from './ask-broker.ts';
import { beginRevocation } from './begin-revocation.ts';
import { keepAbilities } from './keep-facts.ts';
import { mayAct } from './may-act.ts';
import { openLeak, readIncident } from './read-incident.ts';
import { readTrust } from './read-trust.ts';
import { settleOutcome } from './settle-outcome.ts';

const MAX_BACKOFF_MS = 600_000;
/** How soon a broker that is still at work, or waits for a person, is asked again when it names no time. */
const PENDING_MS = 30_000;
/** A broker that waits for a person tells when that ends; this is for one that cannot. */
const PAUSED_MS = 600_000;

function backoff(retryCount: number): number {
  return Math.min(1000 * 2 ** retryCount, MAX_BACKOFF_MS) * (0.75 + Math.random() / 2);
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
  const { db, metrics } = context;
  const incident = await readIncident(context, task.incidentId);
  if (!incident || !(await mayAct(context, incident, task))) return;
  const attemptedBefore = incident.state !== 'found';
  const trust = await readTrust(context, task.repositoryId);
  const { credential, leak } = await openLeak(context, incident, task, trust);
  if (!attemptedBefore) {
    const { secret } = credential;
    const breaker = await openBreaker(context, incident, { secret, repositoryId: task.repositoryId });
    if (!(await beginRevocation(context, incident, credential, trust, breaker))) return context.queue.wake();
  }
  const replaced = await replaceFirst(context, incident, task.repositoryId, { credential, leak });
  const answer =
    replaced ?? (await askBroker(context, { incident, credential, trust, leak, attemptedBefore }));
  if (answer.abilities) await keepAbilities(db, incident, credential, answer.abilities);
  if (answer.pending)
    throw new RetryLater(answer.retryAfterMs ?? PENDING_MS, { pausesLane: false, counts: false });
  const outcome = { ...answer, evidence: await newEvidence(context, incident.id, answer.evidence) };
  if (outcome.state === 'approval_needed') {
    if (incident.state !== 'approval_needed') await settleOutcome(context, task, outcome);
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
  await settleOutcome(context, task, outcome);
  if (isDead(outcome.state)) {
    const method = replaced ? 'replaced' : outcome.state;
    metrics.timeToDead.observe({ method }, secondsSince(incident.created_at));
  }
}
