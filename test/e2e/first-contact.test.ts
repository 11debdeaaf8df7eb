import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IssueRecord } from '../../demo/world/github/github-world.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { weekBefore, weekOf } from '../../src/inventory/week.ts';
import { withDatabase } from '../support/aging.ts';
import { openDashboard, type Where } from '../support/approvals.ts';
import { HistoryBuilder } from '../support/bare-history.ts';
import { generators, githubPat } from '../support/credentials.ts';
import { settled } from '../support/settled.ts';
import { mcpConfig } from '../support/story.ts';
import { until } from '../support/until.ts';
import { withoutAppendOnly } from '../support/without-append-only.ts';

const SECURITY = { owner: 'acme', repo: 'security' } as const;
const PUBLIC_HOME = { owner: 'openly', repo: '.github' } as const;
const QUIET = { owner: 'quiet', repo: '.github' } as const;
const PRIVATE_HOME = { owner: 'inward', repo: '.github-private' } as const;
const FIRST = /^Rekey found |^Rekey has read/;

let world: Surroundings;
let dataDir: string;
let rekey: RekeyProcess;
const secrets: string[] = [];

const slack = (): string => generators['slack-bot-token']?.() ?? '';
const slackConfig = (value: string) =>
  `${JSON.stringify({ mcpServers: { x: { command: 'npx', args: ['x'], env: { SLACK_BOT_TOKEN: value } } } }, null, 2)}\n`;

/** Two tokens that live, one that is dead and its file gone, and one about which only a person can do something. */
function leakingHistory(repository: string): void {
  const tokens = [githubPat(), githubPat(), githubPat()];
  for (const token of tokens.slice(0, 2)) world.github.registerLeakedToken(token);
  const texts = tokens.map((token) => mcpConfig('https://api.githubcopilot.com/mcp/', token));
  const left = slack();
  secrets.push(...tokens, left);
  const history = new HistoryBuilder();
  let parent: number | undefined;
  for (const [n, text] of [...texts, slackConfig(left)].entries())
    parent = history.commit(
      'refs/heads/main',
      { [`${n}/.mcp.json`]: text },
      parent === undefined ? [] : [parent],
    );
  history.commit('refs/heads/main', { '2/.mcp.json': null }, parent === undefined ? [] : [parent]);
  world.github.attachRepository(repository, history.build().folder);
}
const issuesOf = async (where: Where, title: RegExp): Promise<readonly IssueRecord[]> =>
  (await world.github.listIssues(where)).filter((issue) => title.test(issue.title));
async function issueOf(where: Where, title: RegExp): Promise<IssueRecord> {
  await until(async () => (await issuesOf(where, title)).length > 0, 60_000);
  const found = await issuesOf(where, title);
  expect(found).toHaveLength(1);
  return found[0] as IssueRecord;
}
/** In order: what an issue causes at GitHub arrives while Rekey still listens. */
async function stop(): Promise<void> {
  await delay(1000);
  await rekey.stop();
}
const place = () => ({ dataDir, key: world.key });

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-first-'));
  world = await startSurroundings({
    users: ['octo'],
    orgs: ['acme', 'openly', 'quiet', 'inward'].map((login) => ({ login, members: ['octo'] })),
    repositories: [
      ...['app', 'security', '.github'].map((name) => ({ owner: 'acme', name, private: true })),
      { owner: 'openly', name: 'app', private: true },
      { owner: 'openly', name: '.github', private: false },
      { owner: 'quiet', name: '.github', private: true },
      { owner: 'inward', name: '.github-private', private: true },
      { owner: 'inward', name: 'merger', private: true },
    ],
  });
  const files = { '.github/rekey.yml': 'issues: { repository: acme/security }\n' };
  await world.github.commitFiles({ owner: 'acme', repo: '.github', files });
  await world.github.commitFiles({ ...PUBLIC_HOME, files: { '.github/rekey.yml': 'mode: observe\n' } });
  leakingHistory('acme/app');
  leakingHistory('openly/app');
  leakingHistory('inward/merger');
  rekey = await world.startRekey({ dataDir });
  for (const owner of ['acme', 'openly', 'quiet', 'inward']) await world.github.announceInstallation(owner);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('after an installation', () => {
  it('one issue says what was found in the history and what happens from now on', async () => {
    const { body } = await issueOf(SECURITY, FIRST);
    expect(body).toMatch(
      /The history of \d repositor(?:y|ies) was read\..*4 leaked credentials were found in 1 repository\./,
    );
    expect(body).toContain('| Dead when they were found | 1 |');
    expect(body).toContain('| Ended by Rekey, and proved dead | 2 |');
    expect(body).toContain('| Left to a person | 1 |');
    expect(body).toMatch(
      /\| Medium \| Slack bot token \| `acme\/app` \| Not known: a person must revoke it \|/,
    );
    expect(body).toContain('The policy says enforce');
    expect(body).toContain('In production it asks a person for approval');
    for (const secret of secrets) expect(body).not.toContain(secret);
  });

  it('the public reads numbers and no names; an observing policy revokes nothing', async () => {
    const { body, title } = await issueOf(PUBLIC_HOME, FIRST);
    expect(title).toBe('Rekey has read what was there before');
    expect(body).toContain('4 leaked credentials were found in 1 repository.');
    expect(body).not.toMatch(/Slack|openly|app|GitHub personal/);
    const page = await (await openDashboard(world, rekey.url)).get('/first-look');
    expect(page).toContain('With mode: enforce this would hold:');
    expect(page).toMatch(/Of what was found, 4 would be revoked at once/);
  });

  it('who reads .github-private learns numbers, and not which repository holds what', async () => {
    const { body } = await issueOf(PRIVATE_HOME, FIRST);
    expect(body).toContain('| Left to a person | 1 |');
    expect(body).toContain('stand on the page First look of the Rekey dashboard');
    expect(body).not.toMatch(/merger|Slack/);
  });

  it('nothing is said where there is nothing to say, and never twice', async () => {
    const owners = ['acme', 'openly', 'quiet', 'inward'];
    const outcomes = () =>
      withDatabase(place(), async ({ db }) => {
        const rows = await db.selectFrom('first_contacts').select(['installation_id', 'outcome']).execute();
        const of = (owner: string) =>
          rows.find((one) => one.installation_id === world.github.installations[owner])?.outcome;
        return owners.map(of);
      });
    let told: readonly unknown[] = [];
    await until(async () => {
      await stop();
      told = await outcomes();
      if (told.every((one) => typeof one === 'string')) return true;
      rekey = await world.startRekey({ dataDir });
      await delay(3000);
      return false;
    }, 40_000);
    expect(told).toEqual(['issue', 'issue', 'silent', 'issue']);
    expect(await world.github.listIssues(QUIET)).toEqual([]);
    rekey = await world.startRekey({ dataDir });
    await world.github.announceInstallation('acme');
    await world.github.selectRepository({ owner: 'acme', repo: 'app' }, false);
    await world.github.selectRepository({ owner: 'acme', repo: 'app' }, true);
    await delay(3000);
    expect(await issuesOf(SECURITY, FIRST)).toHaveLength(1);
  });

  it('no issue tells of the token that was dead and whose file is gone', async () => {
    const leak = /Slack bot token|GitHub personal access token/;
    await until(async () => (await issuesOf(SECURITY, leak)).length >= 3);
    await settled(world, rekey);
    expect(await issuesOf(SECURITY, leak)).toHaveLength(3);
  });
});

/** All that happened, so many days earlier; what is said about weeks is forgotten. */
const age = (days: number) =>
  withDatabase(place(), async ({ db }) => {
    const by = sql.raw(`interval '${days} days'`);
    await sql`update incidents set created_at = created_at - ${by}`.execute(db);
    await withoutAppendOnly(db, () => sql`update audit set at = at - ${by}`.execute(db));
    await sql`delete from summaries where done_at is not null and issue_number is null`.execute(db);
    await sql`delete from schedules where name = 'summaries'`.execute(db);
  });

describe('the summary of a week', () => {
  it('is one issue in the security repository, with what was found and what became of it', async () => {
    await stop();
    await age(7);
    rekey = await world.startRekey({ dataDir });
    const last = weekBefore(new Date());
    const issue = await issueOf(SECURITY, /^Rekey: week/);
    expect(issue.title).toContain(`Rekey: week ${last.number} of ${last.year}: `);
    expect(issue.body).toContain('| Leaked credentials found | 4 | 0 |');
    expect(issue.body).toContain('| Proved dead | 3 | 0 |');
    expect(issue.body).toMatch(/\| From found to proved dead \(median\) \| [\d.,]+ (?:ms|s|min) \| – \|/);
    for (const secret of secrets) expect(issue.body).not.toContain(secret);
    expect(await issuesOf(PUBLIC_HOME, /^Rekey: week/)).toEqual([]);
  });

  it('takes the place of the one before, and a week without anything has none', async () => {
    await stop();
    const last = weekBefore(new Date());
    // What was said is of the week before that; since then nothing happened but what is overdue.
    await withDatabase(place(), async ({ db }) => {
      await db
        .updateTable('summaries')
        .set({ week: weekBefore(last.from).name })
        .execute();
      await sql`delete from schedules where name = 'summaries'`.execute(db);
      await sql`update waits set due_at = now() - interval '1 day'`.execute(db);
    });
    rekey = await world.startRekey({ dataDir });
    await until(async () => (await issuesOf(SECURITY, /^Rekey: week/)).length === 2, 30_000);
    await until(
      async () =>
        (await issuesOf(SECURITY, /^Rekey: week/)).filter(({ state }) => state === 'closed').length === 1,
    );
    const open = (await issuesOf(SECURITY, /^Rekey: week/)).find(({ state }) => state === 'open');
    expect(open?.title).toContain(`Rekey: week ${last.number} of ${last.year}: `);
    expect(open?.body).toContain('| Overdue at the end | 1 | 0 |');

    await stop();
    await withDatabase(place(), async ({ db }) => {
      await sql`update summaries set week = ${weekBefore(weekBefore(last.from).from).name} where week = ${weekBefore(last.from).name}`.execute(
        db,
      );
      await sql`update summaries set week = ${weekBefore(last.from).name} where week = ${last.name}`.execute(
        db,
      );
      await sql`update incidents set created_at = created_at - interval '28 days', state = 'dismissed'`.execute(
        db,
      );
      await withoutAppendOnly(db, () => sql`update audit set at = at - interval '28 days'`.execute(db));
      await sql`delete from schedules where name = 'summaries'`.execute(db);
    });
    rekey = await world.startRekey({ dataDir });
    await delay(4000);
    expect(await issuesOf(SECURITY, /^Rekey: week/)).toHaveLength(2);
    expect(weekOf(new Date()).to > last.to).toBe(true);
    expect(world.github.violations).toEqual([]);
  });
});
