import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isRecord, parseJson, records, textAt } from '../../demo/world/github/json.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { withDatabase } from '../support/aging.ts';
import {
  answersOf,
  askingPolicy,
  isAlive,
  isAnswered,
  isClosed,
  issueNow,
  leakIn,
  leakThatWaits,
  localConfig,
  reactionTo,
  say,
  startCompany,
  type Waiting,
} from '../support/approvals.ts';
import { environment, startCommand } from '../support/backfills.ts';
import { generators } from '../support/credentials.ts';
import { log } from '../support/run-logs.ts';
import { checkOf, mcpConfig, requestsSince } from '../support/story.ts';
import { until } from '../support/until.ts';

const APP = { owner: 'acme', repo: 'app' } as const;
const slackToken = (): string => generators['slack-bot-token']?.() ?? '';
const tokens: string[] = [];
let dataDir: string;
let world: Surroundings;
let rekey: RekeyProcess;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-commands-'));
  world = await startCompany([APP]);
  world.github.setRepositoryPermission({ ...APP, login: 'pete', permission: 'read' });
  rekey = await world.startRekey({ dataDir });
  const policy = askingPolicy(world, ['@acme/security']);
  const sha = await world.github.commitFiles({ ...APP, files: { '.github/rekey.yml': policy } });
  await checkOf(world, sha, APP);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What Rekey nods at a comment. */
const nod = async (waiting: Waiting, login: string, text: string) =>
  reactionTo(world, await say(world, waiting, login, text));
const conclusion = async ({ sha }: Waiting) => (await checkOf(world, sha, APP)).conclusion;
const isOpen = async (waiting: Waiting) => (await issueNow(world, waiting)).state === 'open';
/** Ends a token where it was issued, as its owner would. */
const endAtIssuer = (token: string) =>
  fetch(`${world.issuer.issuer}/token/revocation`, {
    method: 'POST',
    body: new URLSearchParams({ token, client_id: world.issuer.brokerClientId }),
  });
const outsideCode = (text: string) => text.replaceAll(/`+[^`]*`+/g, '');

describe('/rekey help, and what is no command', () => {
  it('lists once a day what can be said, to those who may write', async () => {
    const waiting = await leakThatWaits(world, APP);
    expect(waiting.issue.body).toContain('Comment `/rekey help`');
    expect(await nod(waiting, 'pete', '/rekey help')).toBe('-1');
    expect(await isAnswered(world, waiting, 'To `pete`')).toContain('`write` on `acme/app`');
    expect(await nod(waiting, 'mallory', '/REKEY Help')).toBe('+1');
    const help = await isAnswered(world, waiting, 'To `mallory`');
    expect(help).toContain('- `/rekey accept-risk REASON until YYYY-MM-DD`');
    expect(help).toContain('Who may decide: `@acme/security`.');
    expect(outsideCode(help)).not.toContain('@');
    expect(await nod(waiting, 'tess', '/rekey help')).toBe('+1');
    expect(await nod(waiting, 'mallory', '/rekey frobnicate')).toBe('confused');
    await isAnswered(world, waiting, '`/rekey help` lists');
    expect(await answersOf(world, waiting)).toHaveLength(3);
  });
});

describe('/rekey not-a-secret', () => {
  it('closes it with its reason, everywhere and for good, until a person has it revoked', async () => {
    const waiting = await leakThatWaits(world, APP);
    expect(await nod(waiting, 'mallory', '/rekey not-a-secret it is mine')).toBe('-1');
    expect(await nod(waiting, 'tess', '/rekey not-a-secret')).toBe('confused');
    expect(await isAnswered(world, waiting, 'not clear')).toContain('`/rekey not-a-secret REASON`');
    expect(await isOpen(waiting)).toBe(true);
    const reason = `@acme/owners [x](https://evil.example) <b>\u{202e}\`a\` ${waiting.token} #1 ${'long '.repeat(12_000)}`;
    expect(await nod(waiting, 'tess', `/Rekey NOT-A-SECRET ${reason}`)).toBe('+1');
    const issue = await isClosed(world, waiting);
    const { body } = issue;
    expect(body).toContain('Not a secret, says tess');
    expect(body).not.toContain(waiting.token);
    expect(outsideCode(body ?? '')).not.toMatch(/@acme|\]\(https:\/\/evil|<b>|\u{202e}|#1/u);
    expect(body?.match(/long/g)?.length ?? 0).toBeLessThan(70);
    await until(async () => (await conclusion(waiting)) === 'neutral');
    const { output } = await checkOf(world, waiting.sha, APP);
    expect(output.title).toBe('No new credential; 1 dismissed by a person');
    expect(output.summary).toContain('Not a secret, as decided by `tess`.');

    const issues = (await world.github.listIssues(APP)).length;
    const again = await world.github.commitFiles({
      ...APP,
      files: { 'copy/.mcp.json': mcpConfig(world.mcp.url, waiting.token) },
    });
    expect(await checkOf(world, again, APP)).toMatchObject({ conclusion: 'neutral' });
    expect(await world.github.listIssues(APP)).toHaveLength(issues);
    expect(await isAlive(world, waiting.token)).toBe(true);

    expect(await nod(waiting, 'mallory', '/rekey revoke')).toBe('-1');
    expect(await nod(waiting, 'tess', '/rekey revoke')).toBe('+1');
    await isAnswered(world, waiting, 'Reopened.');
    await until(async () => !(await isAlive(world, waiting.token)), 25_000);
    await until(async () => (await issueNow(world, waiting)).body?.includes('Yes: revoked'), 25_000);
    expect((await issueNow(world, waiting)).state).toBe('closed');
  });
});

describe('/rekey accept-risk', () => {
  it('wants a day within a year, leaves it alone until then, and brings it back', async () => {
    const waiting = await leakThatWaits(world, APP);
    const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    const refused: readonly (readonly [string, string])[] = [
      ['read only', 'say until when'],
      ['read only until Friday', 'write the day as in'],
      ['read only until 2026-02-30', 'write the day as in'],
      ['read only until 2020-01-01', 'that day is over'],
      ['read only until 2099-01-01', 'for a year at most'],
    ];
    for (const [words, answer] of refused) {
      expect(await nod(waiting, 'tess', `/rekey accept-risk ${words}`)).toBe('confused');
      await isAnswered(world, waiting, answer);
    }
    expect(await nod(waiting, 'mallory', `/rekey accept-risk read only until ${day}`)).toBe('-1');
    expect(await isOpen(waiting)).toBe(true);
    expect(await nod(waiting, 'tess', `/rekey Accept-Risk read only, @acme/owners UNTIL ${day}`)).toBe('+1');
    const { body } = await isClosed(world, waiting);
    expect(body).toContain('Risk accepted by tess until');
    expect(outsideCode(body ?? '')).not.toContain('@acme/owners');
    await until(async () => (await conclusion(waiting)) === 'neutral');
    expect(await isAlive(world, waiting.token)).toBe(true);

    await rekey.stop();
    await withDatabase({ dataDir, key: world.key }, async ({ db }) => {
      await db.updateTable('accepted_risks').set({ ends_at: new Date() }).execute();
      await db.deleteFrom('schedules').where('name', '=', 'end-accepted-risks').execute();
    });
    rekey = await world.startRekey({ dataDir });
    await until(() => isOpen(waiting), 25_000);
    await until(async () => (await conclusion(waiting)) === 'failure');
    const path = `/repos/acme/app/issues/${waiting.issue.number}/comments`;
    const comments = async () =>
      records(await world.github.call('GET', path)).map((one) => textAt(one, 'body'));
    await until(async () => (await comments()).at(-1)?.startsWith('The accepted risk ended'));
    expect((await issueNow(world, waiting)).body).toContain('waits for approval');
    expect(await nod(waiting, 'tess', '/rekey revoke')).toBe('+1');
    await isClosed(world, waiting);
    expect(await isAlive(world, waiting.token)).toBe(false);
  });
});

describe('/rekey rotated', () => {
  it('is looked at and not believed; once it is true, the issue closes with the proof', async () => {
    const waiting = await leakThatWaits(world, APP);
    expect(await nod(waiting, 'pete', '/rekey rotated')).toBe('-1');
    expect(await nod(waiting, 'mallory', '/rekey rotated')).toBe('eyes');
    await isAnswered(world, waiting, 'It still works');
    expect(await isOpen(waiting)).toBe(true);
    expect(await isAlive(world, waiting.token)).toBe(true);
    expect((await endAtIssuer(waiting.token)).status).toBe(200);
    expect(await nod(waiting, 'mallory', '/rekey Rotated')).toBe('eyes');
    const { body } = await isClosed(world, waiting);
    expect(body).toContain('mallory said that it was rotated, and so it is');
    expect(body).toContain('Is it dead? Yes');
    await until(async () => (await checkOf(world, waiting.sha, APP)).output.title?.includes('already dead'));
  });

  it('of what nobody can prove is noted; from somebody who may decide it closes the issue, not green', async () => {
    const token = slackToken();
    const waiting = await leakIn(world, APP, localConfig(token), token);
    expect(await nod(waiting, 'tess', '/rekey revoke')).toBe('confused');
    await isAnswered(world, waiting, 'no way to end');
    expect(await nod(waiting, 'mallory', '/rekey rotated')).toBe('eyes');
    await isAnswered(world, waiting, 'could not prove it');
    await until(async () =>
      (await issueNow(world, waiting)).body?.includes('A person said that it was rotated: `mallory`'),
    );
    expect(await isOpen(waiting)).toBe(true);
    expect(await nod(waiting, 'tess', '/rekey rotated')).toBe('eyes');
    expect((await isClosed(world, waiting)).body).toContain('Rotated, says tess; Rekey could not prove it');
    await until(async () => (await conclusion(waiting)) === 'neutral');
    expect(await nod(waiting, 'mallory', '/rekey rotated')).toBe('confused');
    await isAnswered(world, waiting, 'this has ended');
  });
});

describe('/rekey owner, /rekey rescan', () => {
  it('an owner is a team of the organisation or somebody with access, and stands above the register', async () => {
    const waiting = await leakThatWaits(world, APP);
    expect(await nod(waiting, 'pete', '/rekey owner @acme/payments')).toBe('-1');
    for (const owner of ['@evil/payments', '@stranger', 'payments', '@acme/a/b', '@a`<b>'])
      expect(await nod(waiting, 'mallory', `/rekey owner ${owner}`)).toBe('confused');
    await isAnswered(world, waiting, 'name one team of this organisation');
    expect(await nod(waiting, 'mallory', '/rekey owner @acme/payments')).toBe('+1');
    const says = (words: string) =>
      until(async () => (await issueNow(world, waiting)).body?.includes(words), 25_000);
    await says('Owner: @acme/payments (as a person said here)');
    expect(await nod(waiting, 'mallory', '/Rekey OWNER @pete')).toBe('+1');
    await says('Owner: @pete (as a person said here)');
  });

  it('a rescan looks at every place again, keeps what it saw, and says who asked and what was looked at', async () => {
    const waiting = await leakThatWaits(world, APP);
    expect(await nod(waiting, 'pete', '/rekey rescan')).toBe('-1');
    const { token } = waiting;
    const path = /`(leak-\d+\/\.mcp\.json):/.exec(waiting.issue.body ?? '')?.[1] ?? '';
    await world.github.addAlert({ ...APP, secret: token, secretType: 'generic' });
    const config = mcpConfig(world.mcp.url, token);
    const text = { title: 'help', body: `\`\`\`json\n${config}\`\`\`` };
    await world.github.call('POST', '/repos/acme/app/issues', text, 'mallory');
    const lines = log('##[group]Run cat .mcp.json', ...config.trimEnd().split('\n'), 'done');
    const { id: run } = await world.github.addRun({
      ...APP,
      sha: waiting.sha,
      logs: { files: { 'build/1_Show.txt': lines } },
    });
    await until(async () => (await issueNow(world, waiting)).body?.includes('4 places:'), 25_000);
    const index = world.github.requests.length;
    expect(await nod(waiting, 'mallory', '/rekey rescan')).toBe('+1');
    const first = await isAnswered(world, waiting, 'To `mallory`: Rekey looked again at all 4 places');
    expect(first).toContain('- 1 file at the heads of branches: still holds it');
    for (const what of ['1 text that people wrote', '1 alert of secret scanning', '1 log of workflow runs'])
      expect(first).toContain(`- ${what}: still holds it`);
    await until(async () =>
      (await checkOf(world, waiting.sha, APP)).output.summary?.includes('as asked by `mallory`'),
    );
    const sent = () => requestsSince(world, index).join('\n');
    expect(sent()).toContain(`/commits/${waiting.sha}`);
    const logs = `/runs/${run}/attempts/1/logs`;
    await until(() => sent().split(logs).length - 1 === 2, 25_000);

    await world.github.commitFiles({ ...APP, files: { [path]: '{}\n' } });
    world.github.expireLog(run);
    expect(await nod(waiting, 'mallory', '/rekey rescan')).toBe('+1');
    const second = await isAnswered(world, waiting, '- 1 file at the heads of branches: holds it no longer');
    expect(second).toContain('- 1 log of workflow runs: holds it no longer');
    await until(async () => (await issueNow(world, waiting)).body?.includes('no longer at the head'), 25_000);
    expect(JSON.stringify(await answersOf(world, waiting))).not.toContain(token);
    expect(await isAlive(world, token)).toBe(true);
    expect(world.github.violations).toEqual([]);
  });
});

describe('rekey audit, beside a server that holds the database', () => {
  it('tells all of this, who and why, sealed and without a token', async () => {
    const policy = askingPolicy(world, ['@acme/security', '@tess']);
    const sha = await world.github.commitFiles({ ...APP, files: { '.github/rekey.yml': policy } });
    await checkOf(world, sha, APP);
    const env = environment(world, dataDir, { PORT: new URL(rekey.url).port });
    const { code, stdout } = await startCommand(['audit', 'export'], env).ended;
    expect(code).toBe(0);
    for (const token of tokens) expect(stdout).not.toContain(token);
    const rows = records(
      stdout.split('\n').flatMap((line) => {
        const parsed = parseJson(line);
        return isRecord(parsed) && 'row' in parsed ? [parsed['row']] : [];
      }),
    );
    const told = (event: string) => rows.filter((row) => row['event'] === event);
    for (const event of [
      'policy_read',
      'policy_changed',
      'exposure_seen',
      'check_written',
      'issue_written',
      'owner_settled',
      'decision_refused',
      'audit_exported',
    ])
      expect([event, told(event).length > 0]).toEqual([event, true]);
    expect(told('risk_accepted')).toEqual([
      expect.objectContaining({
        actor: '@tess',
        actorId: expect.any(Number),
        why: expect.stringContaining('read only'),
      }),
    ]);
    expect(told('owner_named').map(({ why }) => why)).toEqual(['@acme/payments', '@pete']);
    expect(told('word_not_carried_out')).toContainEqual(
      expect.objectContaining({ actor: '@pete', subject: 'decision', why: 'owner: not-a-writer' }),
    );
    const verified = await startCommand(['audit', 'verify'], env).ended;
    expect(verified.code).toBe(0);
    const [, checkpoints] =
      /^installation \d+: sound, \d+ entries, (\d+) checkpoints/m.exec(verified.stdout) ?? [];
    // Not by the export alone: the server seals every few seconds.
    expect(Number(checkpoints)).toBeGreaterThan(2);
  });
});
