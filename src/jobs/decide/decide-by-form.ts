import { randomUUID } from 'node:crypto';
import type { Person } from '../../github/command.ts';
import { recordAudit } from '../../inventory/audit.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { OPERATOR, readHome } from '../../inventory/waiting.ts';
import type { JobContext } from '../queue/context.ts';
import { logIncident } from '../report/log-incident.ts';
import { canEnd } from '../revoke/can-end.ts';
import type { Known } from './case.ts';
import { decide } from './decide.ts';
import type { FormWords } from './form.ts';
import { hear } from './hear.ts';
import { canOwn } from './name-owner.ts';

/** What changed something, or will. */
const CARRIED_OUT: ReadonlySet<DecisionOutcome> = new Set(['done', 'looking', 'reopened']);

/** What has to be asked of others for a verb, and is asked before its transaction. */
async function askFor(context: JobContext, incidentId: string, { verb, owner }: FormWords): Promise<Known> {
  if (verb === 'revoke') return { canEnd: await canEnd(context, incidentId) };
  if (verb === 'rotated') return { decides: true };
  const home = verb === 'owner' ? await readHome(context.db, incidentId) : undefined;
  if (!home) return {};
  return { ownerFits: await canOwn(await context.github.forInstallation(home.installation_id), home, owner) };
}

/** Carries out a decision of whoever runs this installation, whom policy need not name. */
async function decideAsOperator(
  context: JobContext,
  incidentId: string,
  words: FormWords,
): Promise<DecisionOutcome> {
  const known = await askFor(context, incidentId, words);
  const decided = await context.db.transaction().execute(async (trx) => {
    const outcome = await decide(trx, context, { ...known, ...given(words), incidentId, actor: OPERATOR });
    const home = CARRIED_OUT.has(outcome) ? undefined : await readHome(trx, incidentId);
    if (home)
      await recordAudit(
        trx,
        { installationId: home.installation_id, kind: 'decision', incidentId },
        OPERATOR,
        { event: 'word_not_carried_out', why: `${words.verb}: ${outcome}` },
      );
    return outcome;
  });
  context.queue.wake();
  logIncident(context.log, incidentId, [{ event: `decision_${decided.replaceAll('-', '_')}` }]);
  return decided;
}

function given({ verb, reason, until, owner }: FormWords) {
  return {
    verb,
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
    ...(owner === undefined ? {} : { owner }),
  };
}

/**
 * Carries out what somebody asked for by a form of the dashboard. A person is heard as if he had said it on GitHub: whether
 * he may is looked up now. That he may see the incident was looked up before.
 *
 * @param person undefined for whoever runs this installation
 */
export async function decideByForm(
  context: JobContext,
  incidentId: string,
  words: FormWords,
  person: Person | undefined,
): Promise<DecisionOutcome> {
  if (!person) return decideAsOperator(context, incidentId, words);
  const home = await readHome(context.db, incidentId);
  if (!home) return 'ended';
  const repository = { owner: home.owner, name: home.name };
  const word = { source: `form/${randomUUID()}`, person, repository, ...given(words) };
  return (await hear(context, { incidentId, home }, word)).outcome;
}
