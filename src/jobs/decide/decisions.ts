import type { Verb } from '../../github/command.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import type { IncidentState } from '../../inventory/state.ts';
import { revokeModeFor } from '../../policy/merge-revoke.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Trx } from '../../store/transaction.ts';
import type { NewJob, Queue } from '../queue/queue.ts';
import { GRACE_SECONDS } from '../report/report-rules.ts';
import { sendReports } from '../report/send-reports.ts';

/** Where a decision is carried out. */
export interface Case {
  readonly incidentId: string;
  readonly repositoryId: number;
  readonly installationId: number;
  /** As the audit trail names who decided. */
  readonly actor: string;
  /** The person's own words, without credentials. */
  readonly reason?: string;
}

/** What a person's word does. */
export interface Decision {
  /** The states in which it has something to decide. */
  readonly from: readonly IncidentState[];
  /** What policy says by now may rule it out. */
  readonly isForbidden?: (policy: Policy, environment: string | undefined) => boolean;
  readonly carryOut: (trx: Trx, queue: Queue, decided: Case) => Promise<void>;
}

/** The broker acts from `found` on; that a person let it, stands in the audit trail. */
async function approve(trx: Trx, queue: Queue, decided: Case): Promise<void> {
  const { incidentId, repositoryId, installationId, actor } = decided;
  await trx
    .updateTable('incidents')
    .set({ state: 'found', explanation: null, updated_at: new Date() })
    .where('id', '=', incidentId)
    .execute();
  await appendAudit(trx, incidentId, actor, [{ event: 'approved' }]);
  const jobs: readonly NewJob[] = [
    { queue: 'revoke', lane: incidentId, data: { incidentId, repositoryId } },
    {
      queue: 'github',
      lane: String(installationId),
      data: { kind: 'report-issue', installationId, incidentId, atLatest: true },
      afterSeconds: GRACE_SECONDS,
    },
  ];
  await queue.send(trx, jobs);
}

async function decline(trx: Trx, queue: Queue, { incidentId, actor, reason }: Case): Promise<void> {
  const who = `Declined by ${actor.replace(/^@/, '')}`;
  await settleIncident(trx, incidentId, {
    state: 'denied_by_policy',
    actor,
    evidence: [{ event: 'declined' }],
    explanation: reason === undefined ? `${who}.` : `${who}: ${reason}`,
  });
  await sendReports(trx, queue, incidentId);
}

/** Every verb with what it does. Who may say it is the same for all, see `may-decide.ts`. */
export const DECISIONS: Readonly<Record<Verb, Decision>> = {
  approve: {
    from: ['approval_needed'],
    isForbidden: ({ mode, revoke }, environment) =>
      mode === 'observe' || revokeModeFor(revoke, environment) === 'never',
    carryOut: approve,
  },
  decline: { from: ['approval_needed'], carryOut: decline },
};
