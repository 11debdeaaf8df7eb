import { readUntil } from '../../base/read-until.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { keepDismissal } from '../../inventory/dismissals.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import { EXPLANATIONS } from '../../respond/words/explanations.ts';
import type { Trx } from '../../store/transaction.ts';
import type { Queue } from '../queue/queue.ts';
import { sendReports } from '../report/send-reports.ts';
import { nameOf, whoOf, whyOf, type Case } from './case.ts';

/**
 * It ends without being dead: its value is deleted, and it is not reported again where the person decides. Where it stands
 * in repositories for which nobody has said so, it stays open and they are asked.
 */
export async function notASecret(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  const { incidentId, repositoryId, reason = '' } = decided;
  const said = { event: 'not_a_secret', ...whyOf(decided) };
  if (!(await keepDismissal(trx, incidentId, repositoryId, decided.actor))) {
    await appendAudit(trx, incidentId, whoOf(decided), [said]);
    await sendReports(trx, queue, incidentId);
    return 'elsewhere';
  }
  await trx.deleteFrom('accepted_risks').where('incident_id', '=', incidentId).execute();
  await settleIncident(trx, incidentId, {
    state: 'dismissed',
    actor: whoOf(decided),
    evidence: [said],
    explanation: EXPLANATIONS.notASecret(nameOf(decided), reason),
  });
  await sendReports(trx, queue, incidentId);
  return 'done';
}

/**
 * It is left alone until a day is over, and then stands as it stood before. Its value stays sealed: the credential lives,
 * and must be revocable at any time.
 */
export async function acceptRisk(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  const { incidentId, reason = '', incident } = decided;
  const until = readUntil(decided.until, new Date());
  if (typeof until === 'string') return until;
  const { state, explanation, rotate_url } = incident;
  const before = { state, explanation, rotate_url };
  await trx
    .insertInto('accepted_risks')
    .values({ incident_id: incidentId, ends_at: until.endsAt, ...before })
    .onConflict((conflict) =>
      // Another day for a risk that is accepted already changes nothing about how it stood before.
      conflict.column('incident_id').doUpdateSet({
        ends_at: until.endsAt,
        ...(state === 'dismissed' ? {} : before),
      }),
    )
    .execute();
  await settleIncident(trx, incidentId, {
    state: 'dismissed',
    actor: whoOf(decided),
    evidence: [{ event: 'risk_accepted', why: `until ${until.day}: ${reason}` }],
    explanation: EXPLANATIONS.riskAccepted(nameOf(decided), until.day, reason),
    ...(rotate_url === null ? {} : { rotateUrl: rotate_url }),
    keepsValue: true,
  });
  await sendReports(trx, queue, incidentId);
  return 'done';
}
