import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { records, textAt } from '../../demo/world/github/json.ts';
import type { IssueRecord } from '../../demo/world/github/github-world.ts';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { githubPat } from '../support/credentials.ts';
import { settled } from '../support/settled.ts';
import { APP, checkOf, mcpConfig } from '../support/story.ts';
import { numberOf, textKinds, told, toldOf } from '../support/text-kinds.ts';
import { trailEvents } from '../support/trail-events.ts';
import { until } from '../support/until.ts';
import { commitPage, gollum, makeWiki } from '../support/wiki.ts';
import { makeTestPlace, type TestPlace } from '../support/test-store.ts';

const OPEN = { owner: 'octo', repo: 'open' } as const;
const SECURITY = { owner: 'octo', repo: 'security' } as const;
const tokens: string[] = [];
const folders: string[] = [];
let place: TestPlace;
let world: Surroundings;
let rekey: RekeyProcess;
let pull = 0;

beforeAll(async () => {
  place = await makeTestPlace();
  world = await startSurroundings({
    repositories: [
      { owner: 'octo', name: 'app', private: true },
      { owner: 'octo', name: 'open', private: false },
      { owner: 'octo', name: 'security', private: true },
    ],
  });
  const { databaseUrl, dataDir } = place.config;
  rekey = await world.startRekey({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  const policy = `${world.policy}issues: { repository: octo/security }\n`;
  for (const where of [APP, OPEN]) {
    const sha = await world.github.commitFiles({ ...where, files: { '.github/rekey.yml': policy } });
    await checkOf(world, sha, where);
  }
  await world.github.commitFiles({ ...APP, branch: 'topic', files: { 'a.txt': 'a\n' } });
  const body = { title: 'A change', head: 'topic', base: 'main', body: 'nothing' };
  const made = await call('POST', '/pulls', body);
  pull = numberOf(made);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  await place.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const call = (
  method: string,
  path: string,
  body?: unknown,
  { owner, repo }: typeof APP | typeof OPEN = APP,
) => world.github.call(method, `/repos/${owner}/${repo}${path}`, body);
const bodiesAt = async (path: string) =>
  records(await call('GET', `${path}?per_page=100`)).map((one) => textAt(one, 'body'));
const securityIssues = async () => world.github.listIssues(SECURITY);
const openIssues = async () => (await securityIssues()).filter(({ state }) => state === 'open').length;

async function paste(): Promise<{ token: string; text: string }> {
  const token = await world.issuer.issueToken();
  tokens.push(token);
  return { token, text: `It does not work:\n\n\`\`\`json\n${mcpConfig(world.mcp.url, token)}\`\`\`\n` };
}

const isDead = (token: string) =>
  listTools(world.mcp.url, token).then(
    () => false,
    () => true,
  );

/** The issue that names a place, once it says what the author was told. */
async function issueAbout(words: string, outcome: string): Promise<IssueRecord> {
  let found: readonly IssueRecord[] = [];
  await until(async () => {
    found = (await securityIssues()).filter(({ body }) => body?.includes(words) && body.includes(outcome));
    return found.length > 0;
  });
  expect(found).toHaveLength(1);
  return found[0] as IssueRecord;
}

const KINDS = textKinds(
  () => world,
  () => pull,
);

/** One for each way of answering. */
const ANSWERED_APART = new Set([
  'an issue',
  'a review comment',
  'a comment on a commit',
  'a discussion',
  'an answer in a discussion',
]);

describe('a credential in what people write', () => {
  it.each(KINDS)('%s: is dead, has one issue, and its author is told once', async (_kind, write) => {
    const { token, text } = await paste();
    const { words, answers } = await write(text);
    const issue = await issueAbout(words, 'was told in a comment');
    expect(issue.state).toBe('closed');
    expect(await isDead(token)).toBe(true);
    const [comment = '', ...more] = toldOf(issue, await answers());
    expect(more).toEqual([]);
    expect(comment).toContain('It is dead');
    expect(comment).toContain('Delete revision from history');
    expect(comment).toContain('by `octo`');
    expect(comment.replaceAll('`octo`', '')).not.toMatch(/@|octo/);
  });

  it('a release: nobody can comment, so its issue says what to do', async () => {
    const { token, text } = await paste();
    await call('POST', '/releases', { tag_name: 'v1', name: 'One', body: text });
    const issue = await issueAbout('Release', 'could not be told, since nobody can comment there');
    expect(issue.body).toContain('Edit the release');
    expect(await isDead(token)).toBe(true);
  });

  it('a wiki page: every version since the last time is read', async () => {
    const bare = makeWiki();
    folders.push(bare);
    world.github.attachRepository('octo/app.wiki', bare);
    const { token, text } = await paste();
    commitPage(bare, 'Setup.md', text);
    const head = commitPage(bare, 'Setup.md', 'How to set it up: ask.\n');
    await world.github.sendWebhook('gollum', await gollum(world, 'Setup', head));
    const issue = await issueAbout('Wiki page', 'could not be told, since nobody can comment there');
    expect(issue.body).toContain('Wiki page `Setup.md`, by `Ada`, line 10 of an earlier version');
    expect(await isDead(token)).toBe(true);
    const other = await paste();
    await world.github.sendWebhook(
      'gollum',
      await gollum(world, 'Other', commitPage(bare, 'Other.md', other.text)),
    );
    await issueAbout('Wiki page `Other.md`, by `Ada`, line 10. Its author', 'Edit the page');
    expect(await isDead(other.token)).toBe(true);
  });

  it('that was edited away before it was read is found in the history of the text', async () => {
    const { token, text } = await paste();
    const gate = world.github.gate(({ path }) => path === '/graphql');
    const made = await call('POST', '/issues', { title: 'Oops', body: text });
    await gate.arrived;
    await call('PATCH', `/issues/${numberOf(made)}`, { body: 'Oops. It is gone.' });
    gate.release();
    const issue = await issueAbout(`Issue ${numberOf(made)}`, 'was told in a comment');
    expect(issue.body).toContain('line 10 of an earlier version');
    expect(await isDead(token)).toBe(true);
    const [comment] = told(await bodiesAt(`/issues/${numberOf(made)}/comments`));
    expect(comment).toContain('its edit history does');
  });

  it('which is not dead: its author in a private repository is told that as well', async () => {
    const { token, text } = await paste();
    const elsewhere = text.replaceAll(world.mcp.url, world.mcp.url.replace('127.0.0.1', 'localhost'));
    const number = numberOf(await call('POST', '/issues', { title: 'Elsewhere', body: elsewhere }));
    const issue = await issueAbout(`Issue ${number}, by`, 'was told in a comment');
    expect(issue.state).toBe('open');
    const [comment] = told(await bodiesAt(`/issues/${number}/comments`));
    expect(comment).toContain('not proved dead');
    expect(await isDead(token)).toBe(false);
  });

  it('costs nothing where nothing is found', async () => {
    await settled(world, rekey, 'later');
    const index = world.github.requests.length;
    await call('POST', '/issues', { title: 'An MCP question', body: 'Which `${MCP_TOKEN}` do I set?' });
    await world.github.waitForDelivery(({ body }) => body.includes('An MCP question'));
    await settled(world, rekey);
    expect(world.github.requests.slice(index)).toEqual([]);
  });

  it('where comments are refused, the issue says what to do', async () => {
    const { text } = await paste();
    world.github.fault({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/comments'),
      kind: 'status',
      status: 403,
    });
    const made = await call('POST', '/issues', { title: 'Locked', body: text });
    const issue = await issueAbout(
      `Issue ${numberOf(made)},`,
      'could not be told, since GitHub took no comment',
    );
    expect(issue.body).toContain('Delete revision from history');
  });

  it.each(KINDS.filter(([kind]) => ANSWERED_APART.has(kind)))(
    '%s: is not told twice when the answer to the comment was lost',
    async (_kind, write) => {
      const { text } = await paste();
      world.github.fault({
        match: ({ method, path, body }) =>
          method === 'POST' &&
          (/\/(?:comments|replies)$/.test(path) || textAt(body, 'query').startsWith('mutation')),
        kind: 'lost-answer',
      });
      const before = new Set((await securityIssues()).map(({ number }) => number));
      const { answers } = await write(text);
      let issue: IssueRecord | undefined;
      await until(async () => {
        issue = (await securityIssues()).find(({ number }) => !before.has(number));
        return issue?.body?.includes('was told in a comment');
      }, 25_000);
      expect(toldOf(issue, await answers())).toHaveLength(1);
    },
  );
});

describe('a public thread', () => {
  it('hears nothing before the credential is dead', async () => {
    const token = githubPat();
    tokens.push(token);
    world.github.registerLeakedToken(token);
    const gate = world.github.gate(({ path }) => path === '/credentials/revoke', { when: 'before' });
    const text = `mcp:\n\n    GITHUB_TOKEN=${token}\n`;
    const number = numberOf(await call('POST', '/issues', { title: 'Public', body: text }, OPEN));
    await gate.arrived;
    await delay(700);
    expect(await world.github.listComments({ ...OPEN, number })).toEqual([]);
    gate.release();
    await until(async () => (await world.github.listComments({ ...OPEN, number })).length === 1, 25_000);
  });

  it('hears nothing of a credential that is not dead', async () => {
    const { token, text } = await paste();
    const elsewhere = text.replaceAll(world.mcp.url, world.mcp.url.replace('127.0.0.1', 'localhost'));
    const before = await openIssues();
    const made = await call('POST', '/issues', { title: 'Untrusted', body: elsewhere }, OPEN);
    await until(async () => (await openIssues()) === before + 1, 25_000);
    await settled(world, rekey);
    expect(await world.github.listComments({ ...OPEN, number: numberOf(made) })).toEqual([]);
    expect(await isDead(token)).toBe(false);
  });
});

describe('afterwards', () => {
  it('there is one issue for each credential, and nothing holds a value', async () => {
    expect(await securityIssues()).toHaveLength(tokens.length);
    const shown = JSON.stringify([
      world.github.requests.map(({ path, query, body }) => [path, query, body]),
      await securityIssues(),
      rekey.output(),
    ]);
    const stored = place.config.databaseUrl
      ? []
      : readdirSync(place.config.dataDir, { recursive: true, encoding: 'utf8' })
          .map((name) => join(place.config.dataDir, name))
          .filter((path) => statSync(path).isFile())
          .map((path) => readFileSync(path));
    for (const token of tokens) {
      expect(shown.includes(token)).toBe(false);
      expect(stored.some((bytes) => bytes.includes(token))).toBe(false);
    }
    expect(world.github.violations).toEqual([]);
  });
});

it('stands in the audit trail', async () => {
  const events = await trailEvents(world, rekey);
  expect([...events]).toEqual(expect.arrayContaining(['author_told', 'exposure_seen']));
});
