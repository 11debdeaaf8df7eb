import { sql } from 'kysely';
import { signWebhook } from '../../base/standard-webhooks.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { readHome } from '../../inventory/waiting.ts';
import { policyFor } from '../judge/policies.ts';
import type { JobContext } from '../queue/context.ts';
import { RetryLater } from '../queue/retry-later.ts';
import type { CallTask } from './escalate-task.ts';

const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 3 * 3_600_000;
/** With these waits the last try comes about three days after the first. */
const MAX_ATTEMPTS = 36;
/** Taken by a process that dies, it is due again after this long; longer than a request may take. */
const LEASE_MS = 20_000;
/** By its specification a webhook that answers so wants no more. */
const GONE = 410;

const tooEarly = (afterMs: number) =>
  new RetryLater(Math.max(0, afterMs), { pausesLane: false, counts: false });

/** Takes the message for this try, or throws when another try may be under way; undefined when nothing is left to do. */
async function take({ db }: JobContext, callId: string, now: Date) {
  const taken = await db
    .updateTable('calls')
    .set({ run_at: new Date(now.getTime() + LEASE_MS), attempts: sql<number>`attempts + 1` })
    .where('id', '=', callId)
    .where('outcome', 'is', null)
    .where('run_at', '<=', now)
    .returning(['incident_id', 'installation_id', 'body', 'attempts'])
    .executeTakeFirst();
  if (taken) return taken;
  const row = await db
    .selectFrom('calls')
    .select(['run_at', 'outcome'])
    .where('id', '=', callId)
    .executeTakeFirst();
  if (!row || row.outcome !== null) return undefined;
  throw tooEarly(row.run_at.getTime() - now.getTime());
}

/** The address that the organisation's policy names today. */
async function addressOf(context: JobContext, incidentId: string): Promise<string | undefined> {
  const home = await readHome(context.db, incidentId);
  if (!home) return undefined;
  const repository = { ...home, defaultBranch: '' };
  const { policy } = await policyFor(context, home.installation_id, repository, { reread: false });
  return policy.escalation?.webhook;
}

/** An answer's status; 0 when there was none, as for a redirect or an address that is not open to us. */
async function send({ escalation }: JobContext, url: string, id: string, body: string): Promise<number> {
  if (!escalation) return GONE;
  const headers = {
    'content-type': 'application/json',
    ...signWebhook(escalation.key, { id, at: Date.now(), body }),
  };
  return escalation.fetch(url, { method: 'POST', headers, body, discardBody: true }).then(
    ({ status }) => status,
    () => 0,
  );
}

/** What became of a message, for the audit trail. */
const note = (
  { db }: JobContext,
  id: string,
  call: { readonly installation_id: number; readonly incident_id: string },
  event: string,
) => {
  const { installation_id: installationId, incident_id: incidentId } = call;
  return recordAudit(db, { installationId, kind: 'webhook', id, incidentId }, 'rekey', { event });
};

/** Sends a message, signed by Standard Webhooks, until it arrives: always with the same id, later each time. */
export async function callWebhook(context: JobContext, { callId }: CallTask): Promise<void> {
  const { db, log } = context;
  const call = await take(context, callId, new Date());
  if (!call) return;
  const row = db.updateTable('calls').where('id', '=', callId);
  const url = await addressOf(context, call.incident_id);
  const status = url === undefined ? GONE : await send(context, url, callId, call.body);
  const entry = { call: callId, incident: call.incident_id, status, attempts: call.attempts };
  if (status >= 200 && status < 300) {
    await note(context, callId, call, 'webhook_told');
    await row.set({ outcome: 'sent' }).execute();
    return log.info(entry, 'the webhook was told of an overdue incident');
  }
  if (status === GONE || call.attempts >= MAX_ATTEMPTS) {
    await note(context, callId, call, 'webhook_not_told');
    await row.set({ outcome: status === GONE ? 'refused' : 'given_up' }).execute();
    return log.error(entry, 'the webhook was not told of an overdue incident');
  }
  const wait =
    Math.min(FIRST_BACKOFF_MS * 2 ** (call.attempts - 1), MAX_BACKOFF_MS) * (0.75 + Math.random() / 2);
  await row.set({ run_at: new Date(Date.now() + wait) }).execute();
  log.warn(entry, 'a message to the webhook did not arrive and will be sent again');
  throw tooEarly(wait);
}
