import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SuccessorState, Successors } from '../../broker/successors.ts';
import { recordAudit } from '../../inventory/audit.ts';
import type { JobContext } from '../queue/context.ts';
import type { NewJob } from '../queue/queue.ts';
import { RetryLater } from '../queue/retry-later.ts';
import { organisationPolicy } from '../report/organisation-policy.ts';
import {
  keepRenewal,
  nameOf,
  readRenewalRows,
  schedulesOf,
  type RenewalRow,
  type Scheduled,
} from './renewal-rows.ts';

/** Have what stands in Vault replaced where it is old enough. */
export const RenewTask = z.object({ kind: z.literal('renew'), installationId: z.number().int() });
type RenewTask = z.infer<typeof RenewTask>;

/** In a lane of its own: it may wait for the end of an overlap. */
export function renewJob(installationId: number): NewJob {
  const data: RenewTask = { kind: 'renew', installationId };
  return { queue: 'bulk', lane: `renew-${installationId}`, data };
}

/** How soon the broker is asked how it stands; while both live, and while something is done. */
const LOOK_MS = { delivered: 60_000, else: 2000 } as const;
const DAY_MS = 86_400_000;
/** A broker that does not know it any more, or never answers, is not waited for longer than this. */
const PATIENCE_MS = 2 * DAY_MS;

interface Renewing {
  readonly context: JobContext;
  readonly successors: Successors;
  readonly owner: string;
}

const inADay = () => new Date(Date.now() + DAY_MS);

async function tell({ context: { db } }: Renewing, row: RenewalRow, event: string, why?: string) {
  const about = { installationId: row.installation_id, kind: 'credential', id: row.place } as const;
  await recordAudit(db, about, 'rekey', { event, ...(why === undefined ? {} : { why }) });
}

/** It did not come off: told once for each reason, and tried again a day later. */
async function fail(renewing: Renewing, row: RenewalRow, why: string): Promise<undefined> {
  if (row.failure !== why || row.rotation_id !== null) await tell(renewing, row, 'renewal_failed', why);
  const idle = { rotation_id: null, key: null, asked_at: null };
  await keepRenewal(renewing.context.db, row, { ...idle, failure: why, due_at: inADay() });
  return undefined;
}

/** What the broker's word for it means here. @returns milliseconds until it is looked at again; undefined: it ended */
async function follow(
  renewing: Renewing,
  row: RenewalRow,
  { state, explanation }: SuccessorState,
): Promise<number | undefined> {
  if (state === 'failed')
    return fail(renewing, row, explanation ?? 'The broker put no successor in its place.');
  if (state !== 'old_revoked') return state === 'delivered' ? LOOK_MS.delivered : LOOK_MS.else;
  await tell(renewing, row, 'renewal_done');
  const idle = { rotation_id: null, key: null, asked_at: null, failure: null };
  // The broker knows when it was written; the next look asks it.
  await keepRenewal(renewing.context.db, row, { ...idle, done_at: new Date(), due_at: inADay() });
  return undefined;
}

async function look(renewing: Renewing, row: RenewalRow, rotationId: string): Promise<number | undefined> {
  const answer = await renewing.successors.lookAtRenewal(nameOf(row), rotationId);
  if (typeof answer === 'object' && 'state' in answer) return follow(renewing, row, answer);
  const isLate = Date.now() - (row.asked_at?.getTime() ?? 0) > PATIENCE_MS;
  if (answer === 'unreachable' && !isLate) return LOOK_MS.delivered;
  return fail(
    renewing,
    row,
    answer === 'unreachable' ? 'The broker does not say what became of it.' : answer.refused,
  );
}

async function ask(renewing: Renewing, row: RenewalRow, schedule: Scheduled): Promise<number | undefined> {
  const { context, successors, owner } = renewing;
  const { db } = context;
  // Written first: a second run sends the same key, and the broker finds what was asked.
  const key = row.key ?? randomUUID();
  const asking = row.key === null ? await keepRenewal(db, row, { key }) : row;
  const { provider, type, path, field, everySeconds, overlapSeconds } = schedule;
  const answer = await successors.renew(
    {
      name: nameOf(row),
      provider,
      type,
      owner,
      installationId: row.installation_id,
      reference: row.id,
      place: { path, field },
      afterSeconds: everySeconds,
      overlapSeconds,
    },
    `renewal:${key}`,
  );
  // The next look of the register asks again.
  if (answer === 'unreachable') return undefined;
  if ('refused' in answer) return fail(renewing, asking, answer.refused);
  if ('dueAt' in answer) {
    const due = new Date(Math.min(answer.dueAt.getTime(), Date.now() + DAY_MS));
    await keepRenewal(db, asking, { key: null, failure: null, due_at: due });
    return undefined;
  }
  await tell(renewing, asking, 'renewal_asked', `${provider}/${type}`);
  const begun = await keepRenewal(db, asking, { rotation_id: answer.id, asked_at: new Date() });
  return follow(renewing, begun, answer);
}

/** One place: what is under way is looked at, and what is due is asked for. */
async function step(renewing: Renewing, row: RenewalRow, schedule: Scheduled | undefined) {
  if (row.rotation_id !== null) return look(renewing, row, row.rotation_id);
  const isDue = row.due_at === null || row.due_at.getTime() <= Date.now() || row.key !== null;
  return schedule && isDue ? ask(renewing, row, schedule) : undefined;
}

/**
 * Has replaced what stands in the operator's Vault and is old enough by the schedules of the organisation's policy. The broker
 * reads the value there, issues a successor, writes it, and ends the old one after the overlap; this only asks and looks.
 *
 * Throws RetryLater while something is under way.
 */
export async function renew(context: JobContext, { installationId }: RenewTask): Promise<void> {
  const { db, successors } = context;
  if (!successors || !context.gate.admits(installationId)) return;
  const organisation = await organisationPolicy(context, installationId);
  if (!organisation) return;
  const schedules = schedulesOf(organisation.policy);
  const renewing = { context, successors, owner: organisation.owner };
  const waits: number[] = [];
  for (const row of await readRenewalRows(db, installationId, schedules)) {
    const wait = await step(renewing, row, schedules.get(row.place));
    if (wait !== undefined) waits.push(wait);
  }
  if (waits.length > 0) throw new RetryLater(Math.min(...waits), { pausesLane: false, counts: false });
}
