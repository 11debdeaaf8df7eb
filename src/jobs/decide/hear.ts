import { SPEAKERS, type Person, type Verb } from '../../github/command.ts';
import { appendAudit, recordAudit } from '../../inventory/audit.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { actorOf } from '../../inventory/waiting.ts';
import type { CommandWords } from '../../sources/commands/parse-command.ts';
import type { Trx } from '../../store/transaction.ts';
import { noteGap } from '../installations/note-gap.ts';
import { approversInForce } from '../judge/pin-approvers.ts';
import { policyFor } from '../judge/policies.ts';
import type { JobContext } from '../queue/context.ts';
import { logIncident } from '../report/log-incident.ts';
import { canEnd } from '../revoke/can-end.ts';
import type { Known } from './case.ts';
import { decide } from './decide.ts';
import { keepDecision, readDecision, wasRefused } from './decision-rows.ts';
import type { Found } from './find-incident.ts';
import { mayDecide, mayTell, type Standing } from './may-decide.ts';
import { canOwn } from './name-owner.ts';

/** A person's word about an incident. */
export interface Word extends CommandWords {
  /** Names it, so that a job that runs twice acts once. */
  readonly source: string;
  readonly person: Person;
  /** The repository in which it was said. */
  readonly repository: { readonly owner: string; readonly name: string };
  /** Not a verb where it is not known what was meant, or by whom. */
  readonly verb: Verb | 'unclear' | 'edited' | 'several';
  /** The verb that an unclear word names. */
  readonly meant?: Verb;
}

/** What became of it. */
export interface Heard extends Pick<Standing, 'gap' | 'doubt'> {
  readonly outcome: DecisionOutcome;
}

const speakerOf = ({ verb }: Word) =>
  verb === 'unclear' || verb === 'edited' ? 'writer' : verb === 'several' ? 'approver' : SPEAKERS[verb];

async function askPolicy(
  context: JobContext,
  { home }: Found,
  { person, repository: said }: Word,
): Promise<Standing> {
  const { installation_id: installationId } = home;
  const repository = { ...home, defaultBranch: '' };
  await policyFor(context, installationId, repository, { reread: false });
  const octokit = await context.github.forInstallation(installationId);
  const inForce = await approversInForce(context, octokit, installationId, home);
  const standing = await mayDecide(octokit, { ...inForce, home, said }, person);
  const { gap, doubt } = standing;
  if (gap) await noteGap(context, installationId, gap);
  if (doubt !== undefined)
    context.log.warn(
      { installation: installationId, name: doubt },
      'refused: a name in `approvers` means nobody, or not whom it meant when it was listed; take it out in one commit, and put it in again in another',
    );
  return standing;
}

async function standingOf(context: JobContext, found: Found, word: Word): Promise<Standing> {
  if (speakerOf(word) === 'approver') return askPolicy(context, found, word);
  const octokit = await context.github.forInstallation(found.home.installation_id);
  return mayTell(octokit, word.repository, word.person);
}

/** What has to be asked of others for a verb, and is asked before its transaction. */
const ASKS: Partial<Record<Word['verb'], (context: JobContext, found: Found, word: Word) => Promise<Known>>> =
  {
    revoke: async (context, { incidentId }) => ({ canEnd: await canEnd(context, incidentId) }),
    owner: async ({ github }, { home }, { owner }) => ({
      ownerFits: await canOwn(await github.forInstallation(home.installation_id), home, owner),
    }),
    rescan: (_context, _found, { source }) => Promise.resolve({ source }),
    rotated: async (context, found, word) => ({
      source: word.source,
      decides: (await askPolicy(context, found, word)).may,
    }),
  };

/** What did what it asked for; the rest changed nothing, and the trail says that it was said. */
const CARRIED_OUT: ReadonlySet<DecisionOutcome> = new Set(['done', 'looking', 'helped', 'reopened']);

/**
 * Hears a person's word: looks up whether it counts, carries it out, and keeps what became of it in the same
 * transaction.
 */
export async function hear(context: JobContext, found: Found, word: Word): Promise<Heard> {
  const { db, queue, log } = context;
  const { incidentId } = found;
  const { source, person, verb, reason, until, owner } = word;
  const known = await readDecision(db, source);
  const { may, gap, doubt } = await standingOf(context, found, word);
  const heard = (outcome: DecisionOutcome): Heard => ({
    outcome,
    ...(gap ? { gap } : {}),
    ...(doubt === undefined ? {} : { doubt }),
  });
  if (known) return heard(known.outcome);
  const actor = actorOf(person);
  const who = { name: actor, githubId: person.id };
  const { installation_id: installationId } = found.home;
  const refusal = speakerOf(word) === 'approver' ? 'refused' : 'not-a-writer';
  const told = may ? await ASKS[verb]?.(context, found, word) : undefined;
  const weigh = async (trx: Trx): Promise<DecisionOutcome> => {
    if (!may) return refusal;
    if (verb === 'unclear' || verb === 'edited' || verb === 'several') return verb;
    const words = {
      ...(reason === undefined ? {} : { reason }),
      ...(until === undefined ? {} : { until }),
      ...(owner === undefined ? {} : { owner }),
    };
    return decide(trx, context, { incidentId, verb, actor, actorId: person.id, ...words, ...told });
  };
  const outcome = await db.transaction().execute(async (trx) => {
    const weighed = await weigh(trx);
    if (weighed === refusal && !(await wasRefused(trx, incidentId, actor)))
      await appendAudit(trx, incidentId, who, [
        {
          event: 'decision_refused',
          ...(doubt === undefined ? {} : { why: `${doubt} is not whom the policy meant` }),
        },
      ]);
    if (!CARRIED_OUT.has(weighed))
      await recordAudit(trx, { installationId, kind: 'decision', id: source, incidentId }, who, {
        event: 'word_not_carried_out',
        why: `${verb}: ${weighed}`,
      });
    await keepDecision(trx, { source, incidentId, actor, verb, outcome: weighed });
    return weighed;
  });
  queue.wake();
  logIncident(log, incidentId, [{ event: `decision_${outcome.replaceAll('-', '_')}` }]);
  return heard(outcome);
}
