import { EXPLANATIONS } from '../../respond/words/explanations.ts';
import type { Description, Trust, LeakedCredential } from '../../broker/broker.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { keepDismissal } from '../../inventory/dismissals.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import { isPending } from '../../inventory/state.ts';
import { readHome } from '../../inventory/waiting.ts';
import type { Policy } from '../../policy/policy.ts';
import { revokesNever } from '../../policy/revokes-never.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import { RetryLater } from '../queue/retry-later.ts';
import type { RevokeTask } from '../queue/tasks.ts';
import { logIncident } from '../report/log-incident.ts';
import { sendReports } from '../report/send-reports.ts';
import { describeBounded } from '../revoke/describe-bounded.ts';
import { tieSights } from '../../inventory/tie-sights.ts';
import { wasSeenLive } from '../../inventory/was-seen-live.ts';
import { openLeak, readIncident, type OpenIncident } from '../revoke/read-incident.ts';
import { readTrust } from '../revoke/read-trust.ts';
import { sightFacts } from '../revoke/sight-facts.ts';
import { answerJob } from './answer-task.ts';
import { nameOf } from './case.ts';
import { changeOutcome, readDecision } from './decision-rows.ts';

const MAX_MS = 10_000;
/** Who does not answer is asked again so often, and then nothing is proved. */
const MAX_TRIES = 3;
const WAIT_MS = 5000;

/** What a look shows. `unknown`: nobody can be asked. */
type Sight = 'dead' | 'expired' | 'live' | 'unanswered' | 'unknown';

type Word = NonNullable<RevokeTask['word']>;

/** @param wasTaken it was seen alive where it is asked, so that a refusal there proves that it died */
function sightOf(description: Description | undefined, canBeAsked: boolean, wasTaken: boolean): Sight {
  if (description?.refused) return wasTaken ? 'dead' : 'unknown';
  if (description?.active === true) return 'live';
  if (description?.active === false) return description.source === 'offline' ? 'expired' : 'dead';
  return canBeAsked || description?.source === 'provider' ? 'unanswered' : 'unknown';
}

/** To ask is to send the value to its provider. Who only observes may have consented to that. */
function mayAsk(policy: Policy, environment: string | undefined): boolean {
  if (policy.mode === 'observe') return policy.dryRun === true;
  return !revokesNever(policy, environment);
}

/** Looks whether it lives, and changes nothing; where policy does not let the value be sent to anybody, nobody is asked. */
async function look(
  context: JobContext,
  incident: OpenIncident,
  { repositoryId }: RevokeTask,
): Promise<Sight> {
  const { db, broker } = context;
  const home = await readHome(db, incident.id);
  if (home?.policy && !mayAsk(home.policy, home.environment ?? undefined)) return 'unknown';
  const trust = await readTrust(context, repositoryId);
  const { credential } = await openLeak(context, incident, { repositoryId }, trust);
  const patience = { maxMs: MAX_MS, beforeRevocation: false };
  const description = await describeBounded(broker, credential, trust, patience);
  const facts = sightFacts(credential, trust);
  const seen = await db.transaction().execute((trx) => tieSights(trx, incident.id, facts));
  return sightOf(description, isAsked(context, credential, trust), seen.includes('probe_live'));
}

/** A token of an MCP server that policy knows can always be shown to somebody who tells whether it lives. */
function isAsked({ broker }: JobContext, credential: LeakedCredential, trust: Trust): boolean {
  return credential.provider === 'mcp' && (broker.plan?.(credential, trust).sentTo ?? []).length > 0;
}

/** What each sight does, and what the person is told. */
const CONCLUDES: Readonly<
  Record<Sight, (trx: Trx, incident: OpenIncident, word: Word) => Promise<DecisionOutcome>>
> = {
  async dead(trx, incident, word) {
    // What was seen alive has died since; of the rest it is not known when.
    const state = (await wasSeenLive(trx, incident.id)) ? 'revoked_verified' : 'already_inactive';
    const explanation = EXPLANATIONS.rotated(nameOf(word));
    const evidence = [{ event: 'probe_dead' }];
    await settleIncident(trx, incident.id, { state, actor: 'broker', evidence, explanation });
    return 'done';
  },
  async expired(trx, incident) {
    await settleIncident(trx, incident.id, { state: 'expired', actor: 'broker' });
    return 'done';
  },
  async live(trx, incident) {
    await appendAudit(trx, incident.id, 'broker', [{ event: 'probe_live' }]);
    return 'still-live';
  },
  async unanswered(trx, incident) {
    await appendAudit(trx, incident.id, 'broker', [{ event: 'probe_failed' }]);
    return 'noted';
  },
  async unknown(trx, incident, word) {
    const home = word.decides ? await readHome(trx, incident.id) : undefined;
    if (!home || !(await keepDismissal(trx, incident.id, home.id, word.actor)))
      return word.decides ? 'elsewhere' : 'noted';
    const explanation = EXPLANATIONS.notProved(nameOf(word));
    await trx.deleteFrom('accepted_risks').where('incident_id', '=', incident.id).execute();
    await settleIncident(trx, incident.id, { state: 'dismissed', actor: word.actor, explanation });
    return 'done';
  },
};

/**
 * Looks whether a credential that a person says was rotated is dead. If it is, its incident ends with that proof; if it
 * lives, the person is told and nothing else changes. Where nobody can be asked, the word of somebody whom policy lets
 * decide ends it, without proof and so not green; anybody else's is noted.
 */
export async function verifyRotated(
  context: JobContext,
  task: RevokeTask,
  retryCount: number,
): Promise<void> {
  const { db, queue, log } = context;
  const { word } = task;
  const incident = await readIncident(context, task.incidentId);
  if (!word || !incident || isPending(incident.state)) return;
  if (word.source !== undefined && (await readDecision(db, word.source))?.outcome !== 'looking') return;
  const sight = await look(context, incident, task);
  if (sight === 'unanswered' && retryCount < MAX_TRIES) throw new RetryLater(WAIT_MS, { pausesLane: false });
  const outcome = await db.transaction().execute(async (trx) => {
    const now = await trx
      .selectFrom('incidents')
      .select('state')
      .where('id', '=', incident.id)
      .forUpdate()
      .executeTakeFirst();
    const isSettled = now?.state !== incident.state;
    const concluded = isSettled ? 'ended' : await CONCLUDES[sight](trx, incident, word);
    await sendReports(trx, queue, incident.id);
    if (word.source === undefined) return concluded;
    await changeOutcome(trx, word.source, concluded);
    await queue.send(
      trx,
      [await answerJob(trx, incident.id, word.source)].flatMap((job) => job ?? []),
    );
    return concluded;
  });
  queue.wake();
  logIncident(log, incident.id, [{ event: `rotated_${outcome.replaceAll('-', '_')}` }]);
}
