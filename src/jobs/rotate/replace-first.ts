import { setTimeout as delay } from 'node:timers/promises';
import type { Leak, LeakedCredential, Outcome } from '../../broker/broker.ts';
import { ROTATION_WORDS } from '../../respond/words/rotation.ts';
import type { JobContext } from '../queue/context.ts';
import { RetryLater } from '../queue/retry-later.ts';
import { planReplacement } from './plan-replacement.ts';
import { ENDED, readReplacement, type Replacement } from './replacement.ts';
import { STEPS, type Wait } from './steps.ts';

/** So long a job stays with a replacement; then it comes back. */
const PATIENCE_MS = 5000;
const MAX_WAIT_MS = 60_000;

async function begin(
  context: JobContext,
  incidentId: string,
  repositoryId: number,
  credential: LeakedCredential,
  leak: Leak,
): Promise<Replacement | undefined> {
  const { db, successors, gate } = context;
  if (gate.stateOf(leak.installationId) !== undefined) return undefined;
  const plan = await planReplacement(context, incidentId, repositoryId, credential, leak);
  if (!plan || (await successors?.canReplace(credential.provider, credential.type)) !== true)
    return undefined;
  await db
    .insertInto('rotations')
    .values({
      incident_id: incidentId,
      installation_id: leak.installationId,
      stage: 'planned',
      target: JSON.stringify(plan.target),
      overlap_seconds: plan.overlapSeconds,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return readReplacement(context, incidentId);
}

function outcomeOf(row: Replacement): Outcome | undefined {
  if (row.stage !== 'replaced') return undefined;
  return {
    state: 'revoked_verified',
    adapter: 'broker',
    evidence: [],
    explanation: row.explanation ?? ROTATION_WORDS.replaced,
  };
}

const isWait = (next: Replacement | Wait): next is Wait => 'waitMs' in next;

/**
 * Replaces a leaked credential where policy says where it is used and the broker can issue a successor: the successor is
 * delivered first, and a moment later the old one is dead. Wherever that is not possible, or takes too long, the old one
 * is revoked as any other. Each step is durable before the next, so that a second run goes on.
 *
 * Throws RetryLater while it waits.
 *
 * @param patienceMs so long this run stays with it
 * @returns how it ended where the old one was ended with it and proved dead, so that nothing is left to revoke
 */
export async function replaceFirst(
  context: JobContext,
  incident: { readonly id: string },
  repositoryId: number,
  { credential, leak }: { readonly credential: LeakedCredential; readonly leak: Leak | undefined },
  patienceMs = PATIENCE_MS,
): Promise<Outcome | undefined> {
  const { successors } = context;
  if (!successors || !leak) return undefined;
  let row =
    (await readReplacement(context, incident.id)) ??
    (await begin(context, incident.id, repositoryId, credential, leak));
  if (!row) return undefined;
  const replacing = { context, successors, credential, leak };
  const until = Date.now() + patienceMs;
  while (!ENDED.has(row.stage)) {
    const next: Replacement | Wait | undefined = await STEPS[row.stage]?.(replacing, row);
    if (!next) break;
    if (!isWait(next)) {
      row = next;
      continue;
    }
    const waitMs = Math.min(next.waitMs, MAX_WAIT_MS);
    if (Date.now() + waitMs > until) throw new RetryLater(waitMs, { pausesLane: false, counts: false });
    await delay(waitMs);
  }
  return outcomeOf(row);
}
