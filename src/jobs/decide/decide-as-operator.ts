import type { FormVerb } from './form.ts';
import { OPERATOR } from '../../inventory/waiting.ts';
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
  const decided = await context.db.transaction().execute((trx) => decide(trx, context, asked));
  context.queue.wake();
  logIncident(context.log, incidentId, [{ event: `decision_${decided.replaceAll('-', '_')}` }]);
  return decided;
}
