import type { Outcome } from '../../broker/broker.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import { forgetHarmless } from '../breaker/forget-harmless.ts';
import type { JobContext } from '../queue/context.ts';
import type { RevokeTask } from '../queue/tasks.ts';
import { logIncident } from '../report/log-incident.ts';
import { sendReports } from '../report/send-reports.ts';
import { secondsToNextLook } from './next-look.ts';

/** Writes what the broker's work came to, asks for the next look where one is worth it, and has it reported. */
export async function settleOutcome(context: JobContext, task: RevokeTask, outcome: Outcome): Promise<void> {
  const { db, queue, log } = context;
  const { incidentId } = task;
  await db.transaction().execute(async (trx) => {
    await settleIncident(trx, incidentId, {
      state: outcome.state,
      actor: 'broker',
      evidence: outcome.evidence,
      explanation: outcome.explanation,
      ...(outcome.rotateUrl === undefined ? {} : { rotateUrl: outcome.rotateUrl }),
    });
    await forgetHarmless(trx, incidentId, outcome);
    const afterSeconds = secondsToNextLook(outcome, task.probes);
    if (afterSeconds !== undefined) {
      const data = { ...task, probes: task.probes + 1 };
      await queue.send(trx, [{ queue: 'revoke', lane: incidentId, data, afterSeconds }]);
    }
    await sendReports(trx, queue, incidentId);
  });
  queue.wake();
  logIncident(log, incidentId, [...outcome.evidence, { event: outcome.state }]);
}
