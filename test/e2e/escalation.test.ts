import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IssueRecord } from '../../demo/world/github/github-world.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { ageWaits, withDatabase } from '../support/aging.ts';
import { issueNaming, isNewComment, type Where } from '../support/approvals.ts';
import { generators } from '../support/credentials.ts';
import { settled } from '../support/settled.ts';
import { policyCheckOf } from '../support/story.ts';
import { trailEvents } from '../support/trail-events.ts';
import { until } from '../support/until.ts';
import { startWebhookReceiver, type Received, type WebhookReceiver } from '../support/webhook-receiver.ts';

const APP = { owner: 'acme', repo: 'app' } as const;
const OPEN = { owner: 'acme', repo: 'open' } as const;
const POLICY = { owner: 'acme', repo: '.github' } as const;
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const MINUTE = 60;

let world: Surroundings;
let dataDir: string;
let rekey: RekeyProcess;
let hook: WebhookReceiver;
let elsewhere: WebhookReceiver;
let issues: { readonly app: IssueRecord; readonly open: IssueRecord };
const token = generators['slack-bot-token']?.() ?? '';

const start = () =>
  world.startRekey({
    dataDir,
    escalationSecret: SECRET,
    egressAllow: [world.github.apiUrl, hook.url, elsewhere.url].map((url) => new URL(url).host).join(','),
  });
const config = (value: string) =>
  `${JSON.stringify({ mcpServers: { x: { command: 'npx', args: ['x'], env: { SLACK_BOT_TOKEN: value } } } }, null, 2)}\n`;
const place = () => ({ dataDir, key: world.key });

/** In order: what a comment or an issue causes at GitHub arrives while Rekey still listens. */
async function stop(): Promise<void> {
  await settled(world, rekey);
  await rekey.stop();
}

/** Rekey starts again, and what waits has waited so many seconds longer. */
async function later(seconds: number): Promise<number> {
  await stop();
  const known = await ageWaits(place(), seconds);
  rekey = await start();
  return known;
}
const remindersOn = async (where: Where, issue: IssueRecord, kind: string) =>
  (await world.github.listComments({ ...where, number: issue.number })).filter((body) =>
    body.startsWith(`<!-- rekey:reminder:${kind}`),
  );
async function reminded(where: Where, issue: IssueRecord, kind: string): Promise<string> {
  await until(async () => (await remindersOn(where, issue, kind)).length > 0, 30_000);
  const found = await remindersOn(where, issue, kind);
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}
/**
 * As the specification tells receivers to check it, with the platform's own cryptography and nothing of Rekey's.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#verifying-webhook-authenticity
 */
async function isSignedBy(secret: string, { headers, body }: Received): Promise<boolean> {
  const raw = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const signed = Buffer.from(
    `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`,
  );
  const signatures = String(headers['webhook-signature']).split(' ');
  const checks = signatures.map(async (one) => {
    const [version, value = ''] = one.split(',');
    return version === 'v1' && crypto.subtle.verify('HMAC', key, Buffer.from(value, 'base64'), signed);
  });
  return (await Promise.all(checks)).includes(true);
}
const calls = (outcome: string) => withCalls((all) => all.filter((one) => one === outcome).length);
const withCalls = async <T>(read: (outcomes: readonly (string | null)[]) => T): Promise<T> =>
  withDatabase(place(), async ({ db }) =>
    read((await db.selectFrom('calls').select('outcome').execute()).map(({ outcome }) => outcome)),
  );

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-escalation-'));
  world = await startSurroundings({
    users: ['octo'],
    orgs: [{ login: 'acme', members: ['octo'] }],
    repositories: [
      { owner: 'acme', name: 'app', private: true },
      { owner: 'acme', name: 'open', private: false },
      { owner: 'acme', name: '.github', private: true },
    ],
  });
  [hook, elsewhere] = await Promise.all([startWebhookReceiver(), startWebhookReceiver()]);
  rekey = await start();
  const policy = [
    'deadlines: { critical: 10m, high: 10m, medium: 10m, low: 10m }',
    `escalation: { team: "@acme/security", webhook: "${hook.url}" }`,
    'servers: [{ name: x, url: "https://x.example.com/mcp", owner: "@acme/payments" }]',
    '',
  ].join('\n');
  const files = { '.github/rekey.yml': policy };
  await policyCheckOf(world, await world.github.commitFiles({ ...POLICY, files }), POLICY);
  await world.github.commitFiles({ ...APP, files: { '.mcp.json': config(token) } });
  await world.github.commitFiles({
    ...OPEN,
    files: { '.mcp.json': config(generators['slack-bot-token']?.() ?? '') },
  });
  const app = await issueNaming(world, APP, '.mcp.json', 'A person must revoke it');
  await until(async () => (await world.github.listIssues(OPEN)).length > 0, 25_000);
  issues = { app, open: (await world.github.listIssues(OPEN))[0] as IssueRecord };
  await until(async () => (await later(0)) === 2);
});
afterAll(async () => {
  await rekey.stop();
  await Promise.all([world.close(), hook.close(), elsewhere.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});

describe('what waits for a person', () => {
  it('is brought to mind at half of its deadline, once, whenever the process dies', async () => {
    const gate = world.github.gate(isNewComment);
    await later(6 * MINUTE);
    await gate.arrived;
    await rekey.kill();
    gate.release();
    rekey = await start();
    const told = await reminded(APP, issues.app, 'half');
    expect(told).toContain('@acme/payments A reminder: this waits for a person, and half of the 10 minutes');
    expect(told).toContain('**Is it dead? Not known: a person must revoke it.');
    expect(told).toMatch(/Severity: medium, because .*it stands in the present version of a branch/);
    expect(told).not.toContain('@acme/security');
    const neutral = await reminded(OPEN, issues.open, 'half');
    expect(neutral.split('\n')[1]).toBe(
      'A reminder: this still needs attention; details are in the Rekey dashboard.',
    );
    await settled(world, rekey);
    expect(await remindersOn(APP, issues.app, 'half')).toHaveLength(1);
  });

  it('is called overdue at its deadline', async () => {
    await later(5 * MINUTE);
    expect(await reminded(APP, issues.app, 'deadline')).toContain('@acme/payments This is overdue');
    expect(await reminded(OPEN, issues.open, 'deadline')).not.toMatch(/@|Slack|\.mcp\.json/);
    expect(hook.received).toEqual([]);
  });

  it('is escalated at twice the deadline: the team is called, and the webhook until it answers', async () => {
    hook.answer(503);
    await later(10 * MINUTE);
    expect(await reminded(APP, issues.app, 'escalation')).toContain(
      '@acme/security @acme/payments This has waited',
    );
    expect(await reminded(OPEN, issues.open, 'escalation')).not.toMatch(/@|Slack|\.mcp\.json/);
    await until(() => hook.received.length >= 2, 30_000);
    // A redirect is a failure, not an address.
    hook.answer(307, { location: elsewhere.url });
    const redirected = hook.received.length;
    await until(() => hook.received.length >= redirected + 2, 30_000);
    // It arrives, and Rekey dies before it is told so.
    hook.answer('hang');
    const hung = hook.received.length;
    await until(() => hook.received.length > hung, 30_000);
    await rekey.kill();
    hook.answer(204);
    rekey = await start();
    const ids = () => new Set(hook.received.map(({ headers }) => headers['webhook-id']));
    const before = hook.received.length;
    await until(() => hook.received.slice(before).length >= 2, 60_000);
    expect(ids().size).toBe(2);
    expect(elsewhere.received).toEqual([]);

    const stranger = `whsec_${randomBytes(32).toString('base64')}`;
    for (const message of hook.received) {
      const { headers, body } = message;
      expect(await isSignedBy(SECRET, message)).toBe(true);
      expect(await isSignedBy(stranger, message)).toBe(false);
      expect(await isSignedBy(SECRET, { ...message, body: `${body} ` })).toBe(false);
      expect(Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp']))).toBeLessThan(300);
      expect(body).not.toContain(token);
      expect(body).not.toContain('xoxb');
    }
    const told = hook.received
      .map(({ body }) => JSON.parse(body))
      .find(({ data }) => data.repository === 'acme/app');
    expect(told).toEqual({
      type: 'incident.overdue',
      timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
      data: {
        incident: expect.stringMatching(/^[0-9a-f-]{36}$/),
        repository: 'acme/app',
        state: 'manual_required',
        severity: 'medium',
        owners: ['@acme/payments'],
        age_seconds: expect.any(Number),
        issue: expect.stringMatching(new RegExp(`/acme/app/issues/${issues.app.number}$`)),
      },
    });
    expect(told.data.age_seconds).toBeGreaterThan(20 * MINUTE);
  });

  it('is left alone after that, and what is dealt with is never brought to mind', async () => {
    const received = hook.received.length;
    await later(1000 * MINUTE);
    await delay(3000);
    for (const kind of ['half', 'deadline', 'escalation'])
      expect(await remindersOn(APP, issues.app, kind)).toHaveLength(1);
    expect(hook.received).toHaveLength(received);
    await rekey.stop();
    expect(await calls('sent')).toBe(2);
    rekey = await start();
    expect(world.github.violations).toEqual([]);
  });
});

it('stands in the audit trail', async () => {
  const events = await trailEvents(world, rekey);
  expect([...events]).toEqual(expect.arrayContaining(['webhook_told', 'reminded']));
});
