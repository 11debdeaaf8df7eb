import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GitHubRequest } from '../../demo/world/github/exchange.ts';
import { textAt } from '../../demo/world/github/json.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { generators } from '../support/credentials.ts';
import { fixStory, oddConfig, type FixPlace, type FixStory } from '../support/fixes.ts';
import { checkOf, mcpConfig, requestsSince } from '../support/story.ts';
import { trailEvents } from '../support/trail-events.ts';
import { until } from '../support/until.ts';

const place = (repo: string): FixPlace => ({ owner: 'octo', repo });
const PULLS = place('pulls');
const FIX = place('fix');
const PEOPLE = place('people');
const CLOSED = place('closed');
const OPEN = place('open');
const LACKING = place('lacking');
const TAKEN = place('taken');
const GIT = place('.github');
const OFF = { owner: 'quiet', repo: 'off' } as const;

let world: Surroundings;
let rekey: RekeyProcess;
let story: FixStory;

beforeAll(async () => {
  const repositories = [PULLS, FIX, PEOPLE, CLOSED, OPEN, LACKING, TAKEN, GIT].map(({ owner, repo }) => ({
    owner,
    name: repo,
    private: repo !== 'open',
  }));
  world = await startSurroundings({
    users: ['octo'],
    orgs: [{ login: OFF.owner, members: ['octo'] }],
    repositories: [...repositories, { owner: OFF.owner, name: OFF.repo, private: true }],
    permissions: {
      metadata: 'read',
      contents: 'write',
      checks: 'write',
      issues: 'write',
      pull_requests: 'write',
    },
  });
  rekey = await world.startRekey();
  story = fixStory(world);
  const files = { '.github/rekey.yml': `${world.policy}fix: pull_request\n` };
  await checkOf(world, await world.github.commitFiles({ ...GIT, files }), GIT);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const call = (where: FixPlace, method: string, below: string, body?: unknown) =>
  world.github.call(method, `/repos/${where.owner}/${where.repo}${below}`, body);
const slack = () => mcpConfig('https://mcp.example.com/mcp', generators['slack-bot-token']?.() ?? '');
/** What Rekey wrote of a repository beside checks and issues. */
const writesTo = ({ repo }: FixPlace, index = 0) =>
  requestsSince(world, index).filter(
    (one) => !one.startsWith('GET') && one.includes(`/repos/octo/${repo}/`) && !/check-runs|issues/.test(one),
  );
/** What VS Code reads, with one server and more. */
const servers = (more: string) => `{\n  "servers": {\n    "old": { "command": "x" }${more}\n  }\n}\n`;
const isNewRef = ({ path }: GitHubRequest) => path.endsWith('/octo/lacking/git/refs');
/** A clean push to the default branch, once Rekey has judged it and had time for what it asked for. */
async function cleanPush(where: FixPlace, name: string): Promise<void> {
  const sha = await world.github.commitFiles({ ...where, files: { [name]: 'clean\n' } });
  await checkOf(world, sha, where);
  await delay(2500);
}

describe('a pull request that leaks', () => {
  it('gets a suggestion on the line, once', async () => {
    const before = { '.vscode/mcp.json': servers('') };
    await checkOf(world, await world.github.commitFiles({ ...PULLS, files: before }), PULLS);
    const token = await story.leak(PULLS, '.mcp.json', 'topic');
    const number = await story.openPull(PULLS, 'topic');
    await until(async () => (await story.lineComments(PULLS, number)).length > 0, 30_000);
    const [comment] = await story.lineComments(PULLS, number);
    expect(comment).toMatchObject({ path: '.mcp.json', line: 7, side: 'RIGHT' });
    const body = textAt(comment, 'body');
    expect(body).toContain('```suggestion\n        "Authorization": "Bearer ${BILLING_TOKEN}"\n```');
    expect(body).toContain('dead and opens nothing');
    expect(body).not.toContain(token);

    // One more server in a file that is there: the suggestion begins on a line that is shown around what is added.
    const other = await world.issuer.issueToken();
    const server = (value: string) =>
      servers(`,\n    "b": { "url": "${world.mcp.url}", "headers": { "Authorization": "Bearer ${value}" } }`);
    const files = { '.vscode/mcp.json': server(other) };
    await world.github.commitFiles({ ...PULLS, branch: 'topic', files });
    await until(async () => (await story.lineComments(PULLS, number)).length > 1, 30_000);
    const all = await story.lineComments(PULLS, number);
    expect(all.map((one) => textAt(one, 'path')).toSorted()).toEqual(['.mcp.json', '.vscode/mcp.json']);
    const wide = all.find((one) => textAt(one, 'path') === '.vscode/mcp.json');
    expect(wide).toMatchObject({ start_line: 1, line: 4, side: 'RIGHT' });
    const declared =
      /```suggestion\n\{\n {2}"inputs": \[\n.*"id": "B_TOKEN".*"password": true \}\n {2}\],\n {2}"servers"/;
    expect(textAt(wide, 'body')).toMatch(declared);
    expect(textAt(wide, 'body')).toContain('Bearer ${input:B_TOKEN}');
    expect(JSON.stringify(all)).not.toContain(other);
    // It is no business of the default branch.
    expect(await world.github.tipOf({ ...PULLS, ref: 'rekey/fix' })).toBeUndefined();
    expect(world.github.violations).toEqual([]);
  });
});

describe('the default branch', () => {
  it('is mended by one pull request that changes the credentials and nothing else', async () => {
    const token = await story.leak(FIX, '.mcp.json');
    const cache = JSON.stringify({ access_token: await world.issuer.issueToken(), token_type: 'Bearer' });
    await world.github.commitFiles({
      ...FIX,
      files: { '.mcp-auth/x_tokens.json': cache, '.gitignore': 'dist' },
    });
    const pull = await story.pull(FIX, ({ body }) => body.includes('.mcp-auth'));
    const reference = '${BILLING_TOKEN}';
    expect(await story.file(FIX, '.mcp.json', 'rekey/fix')).toBe(oddConfig(world.mcp.url, reference));
    expect(await story.file(FIX, '.mcp-auth/x_tokens.json', 'rekey/fix')).toBeUndefined();
    expect(await story.file(FIX, '.gitignore', 'rekey/fix')).toBe('dist\n/.mcp-auth/x_tokens.json\n');
    expect(await story.file(FIX, '.env.example', 'rekey/fix')).toBe('# Read by .mcp.json\nBILLING_TOKEN=\n');
    expect(await story.file(FIX, '.mcp.json', 'main')).toBe(oddConfig(world.mcp.url, token));
    expect(pull).toMatchObject({ state: 'open', title: 'Replace leaked credentials with references' });
    // The token in the cache is of no server that anybody knows, so nobody could prove it dead.
    expect(pull.body).toContain('a copy may work until it is revoked');
    expect(pull.body).toContain('`.env.example` lists them');
    expect(pull.body).not.toContain(token);
  });

  it('is mended anew in the same pull request when something comes or the file changes', async () => {
    await story.leak(FIX, 'b/.cursor/mcp.json');
    const pull = await story.pull(FIX, ({ body }) => body.includes('b/.cursor/mcp.json'));
    expect(await story.pulls(FIX)).toHaveLength(1);
    expect(await story.file(FIX, 'b/.cursor/mcp.json', 'rekey/fix')).toContain(
      'Bearer ${env:BILLING_TOKEN_2}',
    );
    // The check of the commit that brought it says the same name.
    const head = (await world.github.tipOf({ ...FIX, ref: 'main' })) ?? '';
    expect((await checkOf(world, head, FIX)).output.summary).toContain('${env:BILLING_TOKEN_2}');
    const now = `// moved\n${(await story.file(FIX, '.mcp.json', 'main')) ?? ''}`;
    await world.github.commitFiles({ ...FIX, files: { '.mcp.json': now } });
    await until(
      async () => (await story.file(FIX, '.mcp.json', 'rekey/fix'))?.startsWith('// moved'),
      30_000,
    );
    await story.pull(FIX, ({ body }) => body.includes('line 8'));
    expect(await story.pulls(FIX)).toEqual([expect.objectContaining({ number: pull.number, state: 'open' })]);
  });

  it('costs nothing more when a push changes neither', async () => {
    const index = world.github.requests.length;
    await cleanPush(FIX, 'clean.txt');
    expect(writesTo(FIX, index)).toEqual([]);
  });

  it('has its pull request closed and the branch deleted when nothing is left', async () => {
    const files = { '.mcp.json': null, 'b/.cursor/mcp.json': null, '.mcp-auth/x_tokens.json': null };
    await world.github.commitFiles({ ...FIX, files });
    const pull = await story.pull(FIX, ({ state }) => state === 'closed');
    expect(pull.body).toContain('Nothing is left to replace');
    await until(async () => (await world.github.tipOf({ ...FIX, ref: 'rekey/fix' })) === undefined);
    // And from then on a clean push costs two requests again.
    await delay(500);
    const index = world.github.requests.length;
    await cleanPush(FIX, 'later.txt');
    expect(requestsSince(world, index).filter((one) => one.includes('/octo/fix/'))).toHaveLength(2);
    expect(world.github.violations).toEqual([]);
  });
});

describe('people', () => {
  it('who commit to the branch keep it, and are told once', async () => {
    await story.leak(PEOPLE, '.mcp.json');
    const { number } = await story.pull(PEOPLE, ({ state }) => state === 'open');
    const files = { 'mine.txt': 'mine\n' };
    const mine = await world.github.commitFiles({ ...PEOPLE, branch: 'rekey/fix', files });
    await story.leak(PEOPLE, 'b/.mcp.json');
    const told = async () =>
      (await world.github.listComments({ ...PEOPLE, number })).filter((body) =>
        body.includes('rekey:fix:foreign'),
      );
    await until(async () => (await told()).length > 0, 30_000);
    await cleanPush(PEOPLE, 'c.txt');
    expect(await told()).toHaveLength(1);
    expect(await world.github.tipOf({ ...PEOPLE, ref: 'rekey/fix' })).toBe(mine);
    expect(await story.pulls(PEOPLE)).toHaveLength(1);
  });

  it('who close it are not asked again, until something else leaks', async () => {
    await story.leak(CLOSED, '.mcp.json');
    const { number } = await story.pull(CLOSED, ({ state }) => state === 'open');
    await call(CLOSED, 'PATCH', `/pulls/${number}`, { state: 'closed' });
    await cleanPush(CLOSED, 'c.txt');
    expect(await story.pulls(CLOSED)).toEqual([expect.objectContaining({ number, state: 'closed' })]);
    await story.leak(CLOSED, 'b/.mcp.json');
    const next = await story.pull(CLOSED, ({ state }) => state === 'open');
    expect(next.number).not.toBe(number);
    expect(next.body).toContain('b/.mcp.json');
    expect(next.body).toContain('That no longer matters: every one of them was proved dead');
  });

  it('with hostile names change nothing but their own line', async () => {
    const path = 'x`@octo/team` [a](https:evil.example)/.mcp.json';
    const token = await world.issuer.issueToken();
    // A server that is named after its token.
    const config = oddConfig(world.mcp.url, token).replace('"billing"', `"${token}"`);
    await world.github.commitFiles({ ...CLOSED, files: { [path]: config } });
    const { body } = await story.pull(CLOSED, (pull) => pull.body.includes('evil.example'));
    expect(body).toContain(`- \`\`${path}\`\``);
    expect(await story.file(CLOSED, path, 'rekey/fix')).toContain('Bearer ${');
    expect(body.toLowerCase()).not.toContain(token.slice(0, 12).toLowerCase());
  });
});

describe('a public repository', () => {
  it('hears nothing of a credential that is not dead', async () => {
    // Folders of those names are no place for files.
    const folders = { '.env.example/README.md': 'keep\n', '.gitignore/x': 'keep\n' };
    await world.github.commitFiles({ ...OPEN, files: { 'live/.mcp.json': slack(), ...folders } });
    await world.github.commitFiles({ ...OPEN, branch: 'topic', files: { 'too/.mcp.json': slack() } });
    const number = await story.openPull(OPEN, 'topic');
    await story.leak(OPEN, 'dead/.mcp.json');
    const { body } = await story.pull(OPEN, ({ state }) => state === 'open');
    expect(body).toContain('dead/.mcp.json');
    expect(body).not.toContain('live');
    expect(body).not.toContain('.env.example');
    expect(await story.file(OPEN, 'live/.mcp.json', 'rekey/fix')).toContain('xox');
    for (const name of Object.keys(folders)) expect(await story.file(OPEN, name, 'rekey/fix')).toBe('keep\n');
    expect(await story.lineComments(OPEN, number)).toEqual([]);
  });

  it('has a suggestion for a dead one, and none for what would show a living one beside it', async () => {
    const living = generators['slack-bot-token']?.() ?? '';
    const dead = await world.issuer.issueToken();
    const config = JSON.parse(mcpConfig(world.mcp.url, dead)) as {
      mcpServers: { billing: { headers: object } };
    };
    const { billing } = config.mcpServers;
    // One line: to put another in its place would write the living one into a comment.
    const beside = JSON.stringify({
      mcpServers: { billing, x: { command: 'x', env: { SLACK_BOT_TOKEN: living } } },
    });
    const files = { 'beside/.mcp.json': beside };
    await world.github.commitFiles({ ...OPEN, branch: 'dead', files });
    const token = await story.leak(OPEN, 'own/.mcp.json', 'dead');
    const number = await story.openPull(OPEN, 'dead');
    await until(async () => (await story.lineComments(OPEN, number)).length > 0, 30_000);
    await delay(1500);
    const comments = await story.lineComments(OPEN, number);
    expect(comments.map((one) => textAt(one, 'path'))).toEqual(['own/.mcp.json']);
    expect(textAt(comments[0], 'body')).toContain('dead and opens nothing');
    expect(JSON.stringify(comments)).not.toMatch(new RegExp(`${living}|${dead}|${token}`));
  });
});

describe('where policy says fix: off', () => {
  it('neither lines nor the default branch hear of a replacement; the check still says it', async () => {
    const files = { '.github/rekey.yml': `${world.policy}fix: off\n` };
    await checkOf(world, await world.github.commitFiles({ ...OFF, files }), OFF);
    await story.leak(OFF, '.mcp.json');
    await story.leak(OFF, 'b/.mcp.json', 'topic');
    const number = await story.openPull(OFF, 'topic');
    const sha = (await world.github.tipOf({ ...OFF, ref: 'topic' })) ?? '';
    await until(async () => (await checkOf(world, sha, OFF)).output.title?.includes('already dead'), 30_000);
    await delay(2500);
    expect((await checkOf(world, sha, OFF)).output.summary).toContain('${BILLING_TOKEN');
    expect(await story.pulls(OFF)).toEqual([expect.objectContaining({ number })]);
    expect(await story.lineComments(OFF, number)).toEqual([]);
    expect(await world.github.tipOf({ ...OFF, ref: 'rekey/fix' })).toBeUndefined();
    const writes = requestsSince(world, 0).filter(
      (one) => !one.startsWith('GET') && one.includes('/quiet/off/'),
    );
    expect(writes.filter((one) => !/check-runs|issues/.test(one))).toEqual([]);
  });
});

describe('a branch of that name that somebody made before', () => {
  it('is left alone, and the pull request comes from another, which is kept up to date', async () => {
    const mine = await world.github.commitFiles({ ...TAKEN, branch: 'rekey/fix', files: { x: 'mine\n' } });
    await story.leak(TAKEN, '.mcp.json');
    const open = async () => (await story.pulls(TAKEN)).filter(({ state }) => state === 'open');
    await until(async () => (await open()).length === 1, 30_000);
    const [first] = await open();
    expect(first?.head).toMatch(/^rekey\/fix-[0-9a-f]{8}$/);
    await story.leak(TAKEN, 'b/.mcp.json');
    await until(async () => (await open())[0]?.body.includes('b/.mcp.json'), 30_000);
    expect(await open()).toEqual([expect.objectContaining({ number: first?.number, head: first?.head })]);
    expect(await world.github.tipOf({ ...TAKEN, ref: 'rekey/fix' })).toBe(mine);
  });
});

describe('a rule of the repository', () => {
  it('that forbids the branch is taken for an answer', async () => {
    world.github.fault({ match: isNewRef, kind: 'status', status: 422 });
    await story.leak(LACKING, 'a/.mcp.json');
    await until(() => rekey.output().includes('GitHub refused the branch'), 30_000);
    expect(await story.pulls(LACKING)).toEqual([]);
    expect(rekey.output()).not.toContain('job failed');
  });
});

describe('without the permission to write contents', () => {
  it('nothing is tried, and the next check says so once', async () => {
    world.github.setPermission('contents', 'read');
    const index = world.github.requests.length;
    await story.leak(LACKING, '.mcp.json');
    await until(
      () => requestsSince(world, index).some((one) => one.startsWith('GET /app/installations/')),
      30_000,
    );
    await delay(500);
    const say = async (name: string) => {
      const sha = await world.github.commitFiles({ ...LACKING, files: { [name]: 'clean\n' } });
      return (await checkOf(world, sha, LACKING)).output.summary;
    };
    expect(await say('a.txt')).toContain('lacks the permission contents to write');
    expect(await say('b.txt')).not.toContain('lacks the permission');
    expect(writesTo(LACKING, index)).toEqual([]);
    expect(rekey.output()).not.toContain('job failed');
    expect(world.github.violations).toEqual([]);
  });
});

it('stands in the audit trail', async () => {
  const events = await trailEvents(world, rekey);
  expect([...events]).toEqual(expect.arrayContaining(['fix_opened', 'permission_missing']));
});
