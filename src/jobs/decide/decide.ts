import { unseal } from '../../base/keys.ts';
import { redactKnownFormats } from '../../detect/index.ts';
import { SPEAKERS, type Verb } from '../../github/command.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { createScrub } from '../../inventory/scrub.ts';
import { isEnded } from '../../inventory/state.ts';
import { readHome, readWaiting } from '../../inventory/waiting.ts';
import type { CommandWords } from '../../sources/commands/parse-command.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import type { Known, LockedIncident } from './case.ts';
import { DECISIONS, type Standing } from './decisions.ts';

/** A decision of somebody who may make it. */
export interface Asked extends CommandWords, Known {
  readonly incidentId: string;
  readonly verb: Verb;
  readonly actor: string;
}

const MAX_REASON = 300;

const standingOf = ({ state, sealed }: LockedIncident): Standing =>
  state === 'dismissed' && sealed !== null ? 'accepted' : state;

/** What to say where there is nothing to decide. */
function nothingToDo(verb: Verb, standing: Standing): DecisionOutcome {
  if (standing === 'accepted') return 'nothing-waits';
  if (isEnded(standing)) return 'ended';
  return verb === 'approve' || verb === 'decline' ? 'nothing-waits' : 'under-way';
}

/**
 * Carries out a decision inside a transaction, while nobody else changes the incident. Doing it twice acts once: the second
 * time nothing waits any more.
 */
export async function decide(
  trx: Trx,
  { queue, keys }: Pick<JobContext, 'queue' | 'keys'>,
  asked: Asked,
): Promise<DecisionOutcome> {
  const { incidentId, verb, reason, ...rest } = asked;
  const incident = await trx
    .selectFrom('incidents')
    .select(['state', 'sealed', 'explanation', 'rotate_url', 'credential_id'])
    .where('id', '=', incidentId)
    .forUpdate()
    .executeTakeFirst();
  if (!incident) return 'ended';
  const decision = DECISIONS[verb];
  const standing = standingOf(incident);
  if (decision.from !== 'any' && !decision.from.includes(standing)) return nothingToDo(verb, standing);
  const home = await readHome(trx, incidentId);
  if (!home) return 'nothing-waits';
  const isWaiting = incident.state === 'approval_needed';
  if (isWaiting && SPEAKERS[verb] === 'approver' && (await readWaiting(trx, incidentId)) === 'broker')
    return 'broker-waits';
  if (home.policy && decision.isForbidden?.(home.policy, home.environment ?? undefined)) return 'forbidden';
  if (decision.ends && incident.sealed && !isWaiting && asked.canEnd === false) return 'cannot-end';
  const scrub = createScrub(
    incident.sealed ? [unseal(keys, incident.sealed, incidentId)] : [],
    redactKnownFormats,
  );
  return decision.carryOut(trx, queue, {
    ...rest,
    incidentId,
    incident,
    repositoryId: home.id,
    installationId: home.installation_id,
    ...(reason === undefined ? {} : { reason: scrub(reason).slice(0, MAX_REASON).toWellFormed() }),
  });
}
