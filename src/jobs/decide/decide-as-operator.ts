import type { FormVerb } from './form.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { OPERATOR, readHome } from '../../inventory/waiting.ts';
import type { JobContext } from '../queue/context.ts';
import { logIncident } from '../report/log-incident.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { decide } from './decide.ts';

/** Carries out a decision of whoever runs this installation, whom policy need not name. */
export async function decideAsOperator(
  context: Pick<JobContext, 'db' | 'queue' | 'keys' | 'log'>,
  incidentId: string,
  verb: FormVerb,
  reason: string | undefined,
): Promise<DecisionOutcome> {
  const asked = { incidentId, verb, actor: OPERATOR, ...(reason === undefined ? {} : { reason }) };
  const decided = await context.db.transaction().execute(async (trx) => {
    const outcome = await decide(trx, context, asked);
    const home = outcome === 'done' || outcome === 'reopened' ? undefined : await readHome(trx, incidentId);
    if (home)
      await recordAudit(
        trx,
        { installationId: home.installation_id, kind: 'decision', incidentId },
        OPERATOR,
        { event: 'word_not_carried_out', why: `${verb}: ${outcome}` },
      );
    return outcome;
  });
  context.queue.wake();
  logIncident(context.log, incidentId, [{ event: `decision_${decided.replaceAll('-', '_')}` }]);
  return decided;
}
