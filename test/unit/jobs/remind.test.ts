import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { IncidentState } from '../../../src/inventory/state.ts';
import { callWebhook } from '../../../src/jobs/escalate/call-webhook.ts';
import { remind } from '../../../src/jobs/escalate/remind.ts';
import { PolicyCache } from '../../../src/jobs/judge/policy-cache.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { RetryLater } from '../../../src/jobs/queue/retry-later.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/database.ts';
import { appendAudit } from '../../../src/inventory/audit.ts';
import { openTestStore } from '../../support/test-store.ts';

const INSTALLATION = 7;
const POLICY: Policy = { ...DEFAULT_POLICY, escalation: { webhook: 'https://hooks.acme.dev/rekey' } };
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let repositories = 0;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, pino({ level: 'silent' }));
});
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

/** Nothing here asks GitHub; what asks the webhook gets this status, or none. */
function contextOf(policy: Policy, repositoryId: number, status?: number) {
  const policyCache = new PolicyCache();
  policyCache.set(repositoryId, policy);
  const sent: { readonly url: string; readonly id: string | undefined }[] = [];
  const fetch = (url: string, init: { readonly headers: Record<string, string> }) => {
    sent.push({ url, id: init.headers['webhook-id'] });
    return status === undefined
      ? Promise.reject(new Error('down'))
      : Promise.resolve(new Response(null, { status }));
  };
  const escalation = { key: randomBytes(32), fetch };
  const log = pino({ level: 'silent' });
  return { sent, context: { db: store.db, queue, policyCache, escalation, log } as unknown as JobContext };
}

/** An incident without an issue that has waited for so many days. */
async function wait(state: IncidentState, days: number, events: readonly string[] = []) {
  repositories += 1;
  const [id, credential, repository] = [randomUUID(), randomUUID(), repositories];
  const { db } = store;
  await sql`insert into repositories (id, installation_id, owner, name, private)
    values (${repository}, ${INSTALLATION}, 'acme', ${`app-${repository}`}, true)`.execute(db);
  await sql`insert into credentials (id, installation_id, fingerprint, provider, type, redacted)
    values (${credential}, ${INSTALLATION}, ${credential}, 'slack', 'slack-bot-token', 'x')`.execute(db);
  await sql`insert into incidents (id, credential_id, state) values (${id}, ${credential}, ${state})`.execute(
    db,
  );
  await sql`insert into exposures (id, credential_id, repository_id, commit_sha, path, start_line, start_column, end_line, end_column, surface, slot)
    values (gen_random_uuid(), ${credential}, ${repository}, 'c', 'p', 1, 1, 1, 1, 's', 'header')`.execute(
    db,
  );
  for (const event of events) await appendAudit(db, id, '@tess', [{ event }]);
  await sql`insert into waits (incident_id, installation_id, since, next_at)
    values (${id}, ${INSTALLATION}, now() - ${days} * interval '1 day', now())`.execute(db);
  return { id, repository };
}

const task = (incidentId: string) => ({ kind: 'remind', installationId: INSTALLATION, incidentId }) as const;
const waitOf = (id: string) =>
  store.db.selectFrom('waits').selectAll().where('incident_id', '=', id).executeTakeFirst();
const saidOf = async (id: string) => {
  const rows = await store.db.selectFrom('reminders').selectAll().where('incident_id', '=', id).execute();
  return rows.map(({ kind, outcome }) => `${kind} ${outcome}`);
};
const callOf = (id: string) =>
  store.db.selectFrom('calls').selectAll().where('incident_id', '=', id).executeTakeFirst();

describe('an incident that has waited for long', () => {
  it('is escalated once, also where it has no issue', async () => {
    const { id, repository } = await wait('manual_required', 20);
    const { context } = contextOf(POLICY, repository);
    await remind(context, task(id));
    await remind(context, task(id));
    expect(await saidOf(id)).toEqual(['escalation nowhere']);
    expect(await waitOf(id)).toMatchObject({ severity: 'medium', next_at: null });
    const call = await callOf(id);
    expect(JSON.parse(call?.body ?? '')).toMatchObject({
      data: { incident: id, severity: 'medium', owners: [] },
    });
    expect(JSON.parse(call?.body ?? '')).not.toHaveProperty('data.issue');
  });

  it.each<[string, Policy, IncidentState, readonly string[]]>([
    ['the policy only observes', { ...POLICY, mode: 'observe' }, 'denied_by_policy', []],
    ['a person declined', POLICY, 'denied_by_policy', ['approval_needed', 'declined']],
    ['the broker is at work', POLICY, 'revoking', []],
    ['a proof is still looked for', POLICY, 'accepted_unverified', []],
  ])('is left alone where %s', async (_, policy, state, events) => {
    const { id, repository } = await wait(state, 20, events);
    await remind(contextOf(policy, repository).context, task(id));
    expect(await saidOf(id)).toEqual([]);
    expect(await callOf(id)).toBeUndefined();
    expect((await waitOf(id))?.next_at?.getTime()).toBeGreaterThan(Date.now());
  });

  it.each(['revoked_verified', 'dismissed'] as const)('is forgotten when it is %s', async (state) => {
    const { id, repository } = await wait(state, 20);
    await remind(contextOf(POLICY, repository).context, task(id));
    expect(await waitOf(id)).toBeUndefined();
  });

  it('is waited for as long as a shorter deadline says', async () => {
    const { id, repository } = await wait('manual_required', 0.5);
    await remind(contextOf({ ...POLICY, deadlines: { medium: 86_400 } }, repository).context, task(id));
    expect(await saidOf(id)).toEqual(['half nowhere']);
  });
});

/** An incident whose webhook is to be told. */
async function escalated(policy: Policy = POLICY) {
  const { id, repository } = await wait('failed', 20);
  await remind(contextOf(policy, repository).context, task(id));
  const call = await callOf(id);
  const send = async (status: number | undefined, now: Policy = policy) => {
    await sql`update calls set run_at = now() - interval '1 second' where incident_id = ${id}`.execute(
      store.db,
    );
    const { context, sent } = contextOf(now, repository, status);
    const data = { kind: 'call-webhook', installationId: INSTALLATION, callId: call?.id ?? '' } as const;
    const later = await callWebhook(context, data).then(
      () => false,
      (error: unknown) => error instanceof RetryLater,
    );
    return { later, sent, outcome: (await callOf(id))?.outcome };
  };
  return { id, call, send };
}

describe('a message to a webhook', () => {
  it('comes again with the same id until it is taken, and then no more', async () => {
    const { call, send } = await escalated();
    for (const status of [undefined, 500, 404, 302])
      expect(await send(status)).toMatchObject({ later: true, outcome: null, sent: [{ id: call?.id }] });
    expect(await send(202)).toMatchObject({ later: false, outcome: 'sent' });
    expect((await send(202)).sent).toEqual([]);
  });

  it('is dropped when the receiver is gone, or policy names none any more', async () => {
    expect(await (await escalated()).send(410)).toMatchObject({ later: false, outcome: 'refused' });
    const { send } = await escalated();
    expect(await send(200, DEFAULT_POLICY)).toEqual({ later: false, outcome: 'refused', sent: [] });
  });

  it('is given up after three days', async () => {
    const { id, send } = await escalated();
    await sql`update calls set attempts = 35 where incident_id = ${id}`.execute(store.db);
    expect(await send(503)).toMatchObject({ later: false, outcome: 'given_up' });
  });

  it('is not made where policy names no webhook', async () => {
    expect((await escalated(DEFAULT_POLICY)).call).toBeUndefined();
  });
});
