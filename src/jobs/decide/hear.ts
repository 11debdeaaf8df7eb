import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import type { Person, Verb } from '../../github/command.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { actorOf } from '../../inventory/waiting.ts';
import { noteGap } from '../installations/note-gap.ts';
import { policyFor } from '../judge/policies.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import { logIncident } from '../report/log-incident.ts';
import { decide } from './decide.ts';
import { keepDecision, readDecision, wasRefused } from './decision-rows.ts';
import type { Found } from './find-incident.ts';
import { mayDecide, type Standing } from './may-decide.ts';

/** A person's word about an incident. */
export interface Word {
  /** Names it, so that a job that runs twice acts once. */
  readonly source: string;
  readonly person: Person;
  /** Undefined where it is not known what was meant, or by whom. */
  readonly verb: Verb | 'unclear' | 'edited';
  readonly reason?: string;
}

/** What became of it. */
export interface Heard extends Pick<Standing, 'gap'> {
  readonly outcome: DecisionOutcome;
}

async function standingOf(context: JobContext, { home }: Found, person: Person): Promise<Standing> {
  const { installation_id: installationId } = home;
  const repository = { ...home, defaultBranch: '' };
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const octokit = await context.github.forInstallation(installationId);
  const standing = await mayDecide(octokit, policy.approvers ?? [], home, person);
  if (standing.gap) await noteGap(context, installationId, standing.gap);
  return standing;
}

/**
 * Hears a person's word: looks up whether it counts, carries it out, and keeps what became of it in the same
 * transaction.
 */
export async function hear(context: JobContext, found: Found, word: Word): Promise<Heard> {
  const { db, queue, log } = context;
  const { incidentId } = found;
  const { source, person, verb, reason } = word;
  const known = await readDecision(db, source);
  const { may, gap } = await standingOf(context, found, person);
  const heard = (outcome: DecisionOutcome): Heard => ({ outcome, ...(gap ? { gap } : {}) });
  if (known) return heard(known.outcome);
  const actor = actorOf(person);
  const weigh = async (trx: Trx): Promise<DecisionOutcome> => {
    if (!may) return 'refused';
    if (verb === 'unclear' || verb === 'edited') return verb;
    return decide(trx, context, { incidentId, verb, actor, ...(reason === undefined ? {} : { reason }) });
  };
  const outcome = await db.transaction().execute(async (trx) => {
    const weighed = await weigh(trx);
    if (weighed === 'refused' && !(await wasRefused(trx, incidentId, actor)))
      await appendAudit(trx, incidentId, actor, [{ event: 'decision_refused' }]);
    await keepDecision(trx, { source, incidentId, actor, verb, outcome: weighed });
    return weighed;
  });
  queue.wake();
  logIncident(log, incidentId, [{ event: `decision_${outcome.replaceAll('-', '_')}` }]);
  return heard(outcome);
}
