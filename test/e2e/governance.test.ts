import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { endExceptions } from '../../src/jobs/governance/ask-for-looks.ts';
import { checkRegisterJob } from '../../src/jobs/governance/governance-task.ts';
import { numberAt, records, textAt } from '../../demo/world/github/json.ts';
import { reactionTo } from '../support/approvals.ts';
import { startRegisterServer, type RegisterServer } from '../support/register.ts';
import { checkOf, mcpConfig, policyCheckOf } from '../support/story.ts';
import { until } from '../support/until.ts';

const APP = { owner: 'acme', repo: 'app' } as const;
const HOME = { owner: 'acme', repo: '.github' } as const;
const SECURITY = { owner: 'acme', repo: 'security' } as const;
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let world: Surroundings;
let rekey: RegisterServer;
let installationId: number;

/** A server of which the newest release gets a credential. */
const config = (version = '') =>
  `${JSON.stringify({ mcpServers: { search: { command: 'npx', args: ['-y', `tavily-mcp${version}`], env: { TAVILY_API_KEY: '${TAVILY_API_KEY}' } } } }, null, 2)}\n`;
const policy = (more: string) =>
  [
    'issuers:',
    `  - { issuer: "${world.issuer.issuer}", client_id: "rekey" }`,
    'revoke: { default: auto, production: ask }',
    'issues: { repository: acme/security, labels: [hygiene] }',
    'escalation: { team: "@acme/security" }',
    'approvers: ["@ada"]',
    'servers:',
    `  - { name: billing, url: "${world.mcp.url}", owner: "@ada", environments: [production]${more} }`,
    '',
  ].join('\n');
const hygiene = async () =>
  (await world.github.listIssues(SECURITY)).filter(({ body }) => body?.startsWith('<!-- rekey:hygiene:'));

async function busy(): Promise<boolean> {
  const { rows } = await rekey.context.queue.boss
    .getDb()
    .executeSql(
      `select 1 from pgboss.job where name = 'bulk' and group_id = $1 and state in ('created', 'retry', 'active') limit 1`,
      [`register-${installationId}`],
    );
  return rows.length > 0;
}
const quiet = () => until(async () => !(await busy()), 30_000);

/** Has the register looked at, and waits until all owners were told. */
async function look(): Promise<void> {
  const { db, queue } = rekey.context;
  await db.transaction().execute((trx) => queue.send(trx, [checkRegisterJob(installationId)]));
  queue.wake();
  await quiet();
}

async function push(files: Readonly<Record<string, string>>) {
  const sha = await world.github.commitFiles({ ...APP, files });
  const check = await checkOf(world, sha, APP);
  await rekey.context.db.updateTable('register_reads').set({ due_at: new Date() }).execute();
  await rekey.look();
  return check;
}

beforeAll(async () => {
  world = await startSurroundings({
    users: ['ada', 'bob'],
    orgs: [{ login: 'acme', members: ['ada', 'bob'] }],
    repositories: [
      { owner: 'acme', name: 'app', private: true },
      { owner: 'acme', name: '.github', private: true },
      { owner: 'acme', name: 'security', private: true },
    ],
  });
  ({ installationId } = world.github);
  rekey = await startRegisterServer(world);
  await world.github.announceInstallation('acme');
  const files = { '.github/rekey.yml': policy('') };
  await policyCheckOf(world, await world.github.commitFiles({ ...HOME, files }), HOME);
});
afterAll(async () => {
  await rekey.close();
  await world.close();
});

const writes = (index: number) =>
  world.github.requests
    .slice(index)
    .filter(({ method, path }) => method !== 'GET' && /\/(?:issues|check-runs)/.test(path))
    .map(({ method, path }) => `${method} ${path}`);

describe('what is worth mending', () => {
  it('is said by the green check of the push that brings it, in its one request', async () => {
    const before = world.github.requests.length;
    const check = await push({ '.mcp.json': config(), '.github/CODEOWNERS': '* @Ada\n' });
    expect(check).toMatchObject({ conclusion: 'success', output: { title: 'No MCP credential found' } });
    expect(check.output.summary).toMatch(/### Worth mending[^]*newest release of a package.*`\.mcp\.json:4`/);
    expect(check.output.annotations_count).toBe(0);
    expect(writes(before)).toEqual(['POST /repos/acme/app/check-runs']);
  });

  it('is told its owner in one issue, which is written once', async () => {
    await look();
    const [issue, ...more] = await hygiene();
    expect(more).toEqual([]);
    expect(issue).toMatchObject({
      state: 'open',
      assignees: [{ login: 'ada' }],
      labels: [{ name: 'hygiene' }],
    });
    expect(issue?.title).toMatch(/^Rekey: 2 things worth mending, week \d+ of \d{4}$/);
    expect(issue?.body).toContain('@Ada: ');
    expect(issue?.body).toContain('### High: The newest release of a package gets a credential (1)');
    expect(issue?.body).toContain('### Medium: MCP server that nobody registered (1)');
    expect(issue?.body).toContain('`acme/app`');
    const before = world.github.requests.length;
    await look();
    expect(writes(before)).toEqual([]);
  });

  it('goes from the issue when it is accepted by a comment of whoever may, and the issue stays the same', async () => {
    const [issue] = await hygiene();
    const code = /- `([\da-f]{8})` npx fetches/.exec(issue?.body ?? '')?.[1] ?? '';
    const comments = `/repos/acme/security/issues/${issue?.number}/comments`;
    const nod = async (login: string, body: string) =>
      reactionTo(world, numberAt(await world.github.call('POST', comments, { body }, login), 'id'));
    const word = `the vendor signs its releases until ${day(10)}`;
    expect(await nod('bob', `/rekey accept-risk ${code} ${word}`)).toBe('-1');
    expect(await nod('ada', `/rekey accept-risk ${word}`)).toBe('confused');
    expect(await nod('ada', `/rekey accept-risk 00000000 ${word}`)).toBe('confused');
    expect(await nod('ada', '/rekey revoke')).toBe('confused');
    expect(await nod('ada', '/rekey help')).toBe('+1');
    expect(await nod('ada', `/rekey accept-risk ${code} ${word}`)).toBe('+1');
    const answers = async () =>
      records(await world.github.call('GET', comments)).map((comment) => textAt(comment, 'body'));
    for (const said of [
      'To `bob`: Nothing was changed: whom the organisation’s policy names',
      'To `ada`: Nothing was changed: say which finding, by the code',
      'To `ada`: Nothing was changed: no open finding has that code',
      'To `ada`: Nothing was changed, for it is not clear',
      'To `ada`: Here you can tell Rekey `/rekey accept-risk CODE REASON',
    ])
      await until(async () => (await answers()).some((text) => text.includes(said)), 15_000);
    const rows = await rekey.context.db
      .selectFrom('audit')
      .select(['event', 'actor', 'why'])
      .where('event', 'in', ['finding_accepted', 'word_not_carried_out'])
      .orderBy('id')
      .execute();
    expect(rows.map(({ event, actor }) => `${actor} ${event}`)).toEqual([
      '@bob word_not_carried_out',
      ...Array.from({ length: 3 }, () => '@ada word_not_carried_out'),
      '@ada finding_accepted',
    ]);
    expect(rows.at(-1)?.why).toBe(`unpinned-server until ${day(10)}, @ada: the vendor signs its releases`);
    await until(async () => (await hygiene())[0]?.title?.startsWith('Rekey: 1 thing'), 15_000);
    const all = await hygiene();
    expect(all).toHaveLength(1);
    expect(all[0]?.title).toMatch(/^Rekey: 1 thing worth mending/);
    expect(all[0]?.body).toContain(
      `- ${day(10)}: The newest release of a package gets a credential: \`search\`.`,
    );
    expect(all[0]?.body).not.toContain('### High');
  });

  it('goes on in the old issue as long as nothing is new, and in a new one when an acceptance is over', async () => {
    // GitHub shows what was written a moment before its row is kept.
    await quiet();
    await rekey.context.db.updateTable('hygiene_issues').set({ week: '2026-W01' }).execute();
    await look();
    expect(await hygiene()).toHaveLength(1);
    await rekey.context.db.updateTable('governance_exceptions').set({ ends_at: new Date() }).execute();
    await endExceptions(rekey.context);
    await quiet();
    await until(async () => (await hygiene()).length === 2, 10_000);
    const [newer, older] = (await hygiene()).toSorted((a, b) => b.number - a.number);
    expect(newer).toMatchObject({ state: 'open' });
    expect(newer?.title).toMatch(/^Rekey: 2 things/);
    expect(older).toMatchObject({ state: 'closed', state_reason: 'completed' });
    expect(older?.body).toContain(`#${newer?.number} takes its place.`);
  });

  it('closes its issue when nothing is left', async () => {
    await push({ '.mcp.json': '{ "mcpServers": {} }\n' });
    await look();
    expect((await hygiene()).map(({ state }) => state)).toEqual(['closed', 'closed']);
    expect((await hygiene()).some(({ body }) => body?.includes('Nothing is left to mend.'))).toBe(true);
  });
});

describe('what nobody owns', () => {
  it('calls the escalation team, and assigns nobody', async () => {
    await push({ '.mcp.json': config(), '.github/CODEOWNERS': '# nobody\n' });
    await look();
    const open = (await hygiene()).filter(({ state }) => state === 'open');
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({ assignees: [] });
    expect(open[0]?.title).toContain('that nobody owns');
    expect(open[0]?.body).toContain('@acme/security: ');
  });

  it('is taken out of a repository that the public can read by now', async () => {
    await world.github.publishRepository(SECURITY, 'public');
    await until(async () => (await hygiene()).every(({ state }) => state === 'closed'), 15_000);
    const [issue] = (await hygiene()).toSorted((a, b) => b.number - a.number);
    expect(issue).toMatchObject({ state: 'closed', title: 'Rekey: what is worth mending' });
    expect(issue?.body).not.toMatch(/tavily|acme/);
    const before = (await hygiene()).length;
    await look();
    expect(await hygiene()).toHaveLength(before);
  });
});

describe('a server whose last day is over', () => {
  it('takes the leaked credential with it that waited for a person', async () => {
    const token = await world.issuer.issueToken();
    await push({ 'mcp.json': mcpConfig(world.mcp.url, token) });
    const incident = () =>
      rekey.context.db.selectFrom('incidents').select(['id', 'state']).executeTakeFirstOrThrow();
    expect((await incident()).state).toBe('approval_needed');
    await look();
    expect((await incident()).state).toBe('approval_needed');
    const files = { '.github/rekey.yml': policy(`, until: ${day(-1)}`) };
    await policyCheckOf(world, await world.github.commitFiles({ ...HOME, files }), HOME);
    await look();
    await until(async () => (await incident()).state === 'revoked_verified', 20_000);
    const { id } = await incident();
    const word = await rekey.context.db
      .selectFrom('audit')
      .select(['actor', 'why'])
      .where('incident_id', '=', id)
      .where('event', '=', 'offboarded')
      .execute();
    expect(word).toEqual([{ actor: 'rekey', why: `its server billing ended on ${day(-1)}` }]);
  });
});

it('asked GitHub for nothing that it does not know', () => {
  expect(world.github.violations).toEqual([]);
});
