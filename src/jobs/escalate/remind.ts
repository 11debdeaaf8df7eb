import { randomUUID } from 'node:crypto';
import { appendAudit } from '../../inventory/audit.ts';
import type { DangerFacts } from '../../inventory/severity-facts.ts';
import { readDangers } from '../../inventory/severity-facts.ts';
import { oldValues } from '../../inventory/old-values.ts';
import { readOwnership } from '../../inventory/owners.ts';
import type { ReminderKind } from '../../inventory/reminder-kind.ts';
import { isEnded } from '../../inventory/state.ts';
import { strangersClaims } from '../../inventory/strangers-claims.ts';
import { readHome, wasDeclined } from '../../inventory/waiting.ts';
import { attemptReminder, readWait, restartWait, waitsForPerson } from '../../inventory/waits.ts';
import { deadlineFor } from '../../policy/deadlines.ts';
import type { Policy } from '../../policy/policy.ts';
import { reasonsOf, severityOf } from '../../policy/severity.ts';
import { policyFor } from '../judge/policies.ts';
import type { JobContext } from '../queue/context.ts';
import { callBody } from './call-body.ts';
import { callJob, type RemindTask } from './escalate-task.ts';
import { sayReminder, type Said } from './say-reminder.ts';
import { stepOf } from './steps.ts';

const MINUTE_MS = 60_000;
/** While the broker is at work. */
const AGAIN_MS = MINUTE_MS;
/** Where nothing is asked of people; policy may change. */
const QUIET_MS = 6 * 60 * MINUTE_MS;

type Wait = NonNullable<Awaited<ReturnType<typeof readWait>>>;
type Home = NonNullable<Awaited<ReturnType<typeof readHome>>>;

/** A step that is due. */
interface Due {
  readonly kind: ReminderKind;
  readonly incidentId: string;
  readonly wait: Wait;
  readonly home: Home;
  readonly policy: Policy;
  readonly facts: DangerFacts;
  readonly deadline: number;
  readonly next: Date | null;
}

const NOTHING_KNOWN: DangerFacts = {
  public: false,
  live: false,
  production: false,
  destructive: false,
  atHead: false,
  exact: false,
};

/** Owners, but for whoever only brought it: they are told by the issue. */
async function ownersOf({ db }: JobContext, { credentialId }: Wait): Promise<readonly string[]> {
  const ownership = await readOwnership(db, credentialId);
  return ownership && ownership.source !== 'committer' ? ownership.owners : [];
}

/** Keeps that a step was made, with the message that it calls for. */
async function keep(context: JobContext, due: Due, said: Said, owners: readonly string[]): Promise<void> {
  const { db, queue, escalation, log } = context;
  const { kind, incidentId, wait, home, policy, facts, next } = due;
  const now = new Date();
  const calls = kind === 'escalation' && policy.escalation?.webhook !== undefined;
  if (calls && !escalation)
    log.warn({ incident: incidentId }, 'ESCALATION_SECRET is not set: no webhook is told');
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('reminders')
      .set({ outcome: said.outcome })
      .where('incident_id', '=', incidentId)
      .where('kind', '=', kind)
      .execute();
    await trx.updateTable('waits').set({ next_at: next }).where('incident_id', '=', incidentId).execute();
    await appendAudit(trx, incidentId, 'rekey', [
      { event: kind === 'escalation' ? 'escalated' : 'reminded' },
    ]);
    if (!calls || !escalation) return;
    const body = callBody(
      {
        incidentId,
        repository: `${home.owner}/${home.name}`,
        state: wait.state,
        severity: severityOf(facts),
        owners,
        since: wait.since,
        ...(said.url === undefined ? {} : { issue: said.url }),
      },
      now,
    );
    const id = randomUUID();
    const row = { id, incident_id: incidentId, installation_id: home.installation_id, body };
    await trx
      .insertInto('calls')
      .values({ ...row, attempts: 0, run_at: now, outcome: null })
      .execute();
    await queue.send(trx, [callJob(home.installation_id, id)]);
  });
  queue.wake();
}

async function make(context: JobContext, due: Due): Promise<void> {
  const { kind, incidentId, wait, home, policy, facts, deadline } = due;
  const attemptedAt = wait.said.find((one) => one.kind === kind)?.attemptedAt;
  await attemptReminder(context.db, incidentId, kind);
  const owners = await ownersOf(context, wait);
  const team = kind === 'escalation' ? policy.escalation?.team : undefined;
  const report = {
    incidentId,
    kind,
    state: wait.state,
    severity: severityOf(facts),
    reasons: reasonsOf(facts),
    deadline,
    calls: [...new Set([...(team === undefined ? [] : [team]), ...owners])],
    account: home.owner,
  };
  const said = await sayReminder(context, home.installation_id, wait, report, attemptedAt);
  await keep(context, due, said, owners);
}

/**
 * Looks at an incident that waits for a person: at half of its deadline and at its deadline a reminder is written, at twice
 * of it the team and the webhook are called. Each once; a second run looks for what the first one wrote.
 */
export async function remind(context: JobContext, { incidentId }: RemindTask): Promise<void> {
  const { db } = context;
  const now = new Date();
  const wait = await readWait(db, incidentId);
  const home = wait && (await readHome(db, incidentId));
  if (!wait || !home) return;
  const row = db.updateTable('waits').where('incident_id', '=', incidentId);
  const lookAgain = (afterMs: number) => row.set({ next_at: new Date(now.getTime() + afterMs) }).execute();
  if (isEnded(wait.state)) {
    await db.deleteFrom('waits').where('incident_id', '=', incidentId).execute();
    return;
  }
  if (!waitsForPerson(wait, now)) return void (await lookAgain(AGAIN_MS));
  const { policy } = await policyFor(
    context,
    home.installation_id,
    { ...home, defaultBranch: '' },
    { reread: false },
  );
  // Who only observes asks nothing of people; who declined has looked; what a stranger made up, and what nobody takes any
  // more, has no deadline.
  const isUntold =
    (await strangersClaims(db, [incidentId])).size + (await oldValues(db, [incidentId])).size > 0;
  if (policy.mode === 'observe' || isUntold || (await wasDeclined(db, incidentId)))
    return restartWait(db, incidentId, now, new Date(now.getTime() + QUIET_MS));
  const facts = (await readDangers(db, [incidentId])).get(incidentId) ?? NOTHING_KNOWN;
  const severity = severityOf(facts);
  const deadline = deadlineFor(policy, severity);
  const done = new Set(wait.said.flatMap(({ kind, outcome }) => (outcome === null ? [] : [kind])));
  const { due, next = null } = stepOf(wait.since, deadline, done, now);
  const dueAt = new Date(wait.since.getTime() + deadline * 1000);
  await row.set({ severity, due_at: dueAt, ...(due ? {} : { next_at: next }) }).execute();
  if (due) await make(context, { kind: due, incidentId, wait, home, policy, facts, deadline, next });
}
