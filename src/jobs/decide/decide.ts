import { unseal } from '../../base/keys.ts';
import { redactKnownFormats } from '../../detect/index.ts';
import type { Verb } from '../../github/command.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { createScrub } from '../../inventory/scrub.ts';
import { isEnded } from '../../inventory/state.ts';
import { readHome, readWaiting } from '../../inventory/waiting.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import { DECISIONS } from './decisions.ts';

/** What can become of a decision of somebody who may make it. */
export type Decided = Extract<
  DecisionOutcome,
  'done' | 'ended' | 'nothing-waits' | 'broker-waits' | 'forbidden'
>;

/** A decision of somebody who may make it. */
export interface Asked {
  readonly incidentId: string;
  readonly verb: Verb;
  readonly actor: string;
  readonly reason?: string;
}

/**
 * Carries out a decision inside a transaction, while nobody else changes the incident. Doing it twice acts once: the second
 * time nothing waits any more.
 */
export async function decide(
  trx: Trx,
  { queue, keys }: Pick<JobContext, 'queue' | 'keys'>,
  { incidentId, verb, actor, reason }: Asked,
): Promise<Decided> {
  const incident = await trx
    .selectFrom('incidents')
    .select(['state', 'sealed'])
    .where('id', '=', incidentId)
    .forUpdate()
    .executeTakeFirst();
  if (!incident || isEnded(incident.state)) return 'ended';
  const decision = DECISIONS[verb];
  const home = await readHome(trx, incidentId);
  if (!home || !decision.from.includes(incident.state)) return 'nothing-waits';
  if ((await readWaiting(trx, incidentId)) === 'broker') return 'broker-waits';
  if (home.policy && decision.isForbidden?.(home.policy, home.environment ?? undefined)) return 'forbidden';
  const scrub = createScrub(
    incident.sealed ? [unseal(keys, incident.sealed, incidentId)] : [],
    redactKnownFormats,
  );
  await decision.carryOut(trx, queue, {
    incidentId,
    repositoryId: home.id,
    installationId: home.installation_id,
    actor,
    ...(reason === undefined ? {} : { reason: scrub(reason) }),
  });
  return 'done';
}
