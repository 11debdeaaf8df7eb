import type { Verb } from '../../github/command.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import type { IncidentState } from '../../inventory/state.ts';
import type { Policy } from '../../policy/policy.ts';
import { revokesNever } from '../../policy/revokes-never.ts';
import type { Trx } from '../../store/transaction.ts';
import type { Queue } from '../queue/queue.ts';
import { approve, decline, revoke } from './approve.ts';
import type { Case } from './case.ts';
import { acceptRisk, notASecret } from './dismiss.ts';
import { rotated } from './rotated.ts';
import { nameOwner } from './name-owner.ts';
import { rescanIncident } from './look-again.ts';

/** How an incident stands for a decision: its state, and apart from that a dismissal that has an end. */
export type Standing = IncidentState | 'accepted';

/** What a person's word does. */
export interface Decision {
  /** How it has to stand for that. */
  readonly from: readonly Standing[] | 'any';
  /** What policy says by now may rule it out. */
  readonly isForbidden?: (policy: Policy, environment: string | undefined) => boolean;
  /** It has the credential ended, which not every broker can. */
  readonly ends?: true;
  readonly carryOut: (trx: Trx, queue: Queue, decided: Case) => Promise<DecisionOutcome>;
}

/** Nothing is under way, and nothing has ended. */
const AT_REST: readonly Standing[] = [
  'approval_needed',
  'denied_by_policy',
  'manual_required',
  'unsupported',
  'untrusted_issuer',
  'failed',
  'accepted',
];

/** Every verb with what it does. Who may say it: `SPEAKERS`. */
export const DECISIONS: Readonly<Record<Verb, Decision>> = {
  revoke: { from: [...AT_REST, 'dismissed'], isForbidden: revokesNever, ends: true, carryOut: revoke },
  approve: { from: ['approval_needed', 'denied_by_policy'], isForbidden: revokesNever, carryOut: approve },
  decline: { from: ['approval_needed'], carryOut: decline },
  'not-a-secret': { from: AT_REST, carryOut: notASecret },
  'accept-risk': { from: AT_REST, carryOut: acceptRisk },
  rotated: { from: AT_REST, carryOut: rotated },
  owner: { from: 'any', carryOut: nameOwner },
  rescan: { from: 'any', carryOut: rescanIncident },
  help: { from: 'any', carryOut: () => Promise.resolve('helped') },
};
