import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { mayAccept, readVisible } from '../../../src/jobs/access/rights.ts';
import { PolicyCache } from '../../../src/jobs/judge/policy-cache.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';
import { answerForGitHub, gitHub, octokit } from '../respond/github.ts';

const OCTO = { id: 5, login: 'octo' };
let store: Store & { remove(): Promise<void> };
let context: JobContext;

beforeAll(async () => {
  store = await openTestStore();
  context = {
    db: store.db,
    log: pino({ level: 'silent' }),
    policyCache: new PolicyCache(),
    github: { forApp: () => Promise.resolve(octokit()), forInstallation: () => Promise.resolve(octokit()) },
    // Nothing else is needed to look up what somebody may see.
  } as unknown as JobContext;
  await store.db
    .insertInto('repositories')
    .values({ id: 1, installation_id: 7, owner: 'acme', name: 'app', private: true })
    .execute();
});
afterAll(() => store.remove());
beforeEach(async () => {
  for (const table of ['name_pins', 'gaps'] as const) await store.db.deleteFrom(table).execute();
});
answerForGitHub();

const installation = (type = 'Organization', more: object = {}) =>
  gitHub()
    .get('/app/installations/7')
    .reply(200, { id: 7, account: { id: 70, login: 'acme', type }, suspended_at: null, ...more });
const member = (role: string, id = OCTO.id, state = 'active') =>
  gitHub().get('/orgs/acme/memberships/octo').reply(200, { state, role, user: { id } });
/** The policy of an organisation in whose `.github` repository the App is not installed. */
function policy(text: string | undefined): void {
  const file = gitHub().get('/repos/acme/.github/contents/.github%2Frekey.yml');
  if (text === undefined) return void file.reply(404, { message: 'Not Found' });
  const content = Buffer.from(text).toString('base64');
  file.reply(200, { type: 'file', sha: 'a', size: text.length, content, encoding: 'base64' });
}
const named = (login: string, id: number) => gitHub().get(`/users/${login}`).reply(200, { id });
const sees = async () => (await readVisible(context, OCTO, [7])).includes(7);

describe('who may open the dashboard', () => {
  it.each([
    ['admin', true],
    ['member', false],
  ])('is the owner of an organisation that names nobody: %s', async (role, may) => {
    installation();
    member(role);
    policy(undefined);
    expect(await sees()).toBe(may);
  });

  it('is whom `viewers` or `approvers` names, and no owner whom they leave out', async () => {
    installation();
    member('member');
    policy('dashboard: { viewers: ["@octo"] }');
    named('octo', 5);
    expect(await sees()).toBe(true);
    installation();
    member('admin');
    policy('dashboard: { viewers: ["@ada"] }');
    named('ada', 6);
    expect(await sees()).toBe(false);
    installation();
    member('member');
    policy('approvers: ["@octo"]\ndashboard: { viewers: ["@ada"] }');
    expect(await sees()).toBe(true);
  });

  it('is nobody who has left, was only invited, or has taken the login of a member', async () => {
    installation();
    gitHub().get('/orgs/acme/memberships/octo').reply(404, { message: 'Not Found' });
    expect(await sees()).toBe(false);
    installation();
    member('admin', OCTO.id, 'pending');
    expect(await sees()).toBe(false);
    installation();
    member('admin', 6);
    expect(await sees()).toBe(false);
  });

  it('is not who has a name that meant somebody else when it was listed', async () => {
    await store.db
      .insertInto('name_pins')
      .values({ installation_id: 7, repository_id: 0, name: '@octo', github_id: 6 })
      .execute();
    installation();
    member('admin');
    policy('dashboard: { viewers: ["@octo"] }');
    expect(await sees()).toBe(false);
  });

  it('is nobody where the App may not ask, or is suspended or gone', async () => {
    installation();
    gitHub()
      .get('/orgs/acme/memberships/octo')
      .reply(403, { message: 'Resource not accessible by integration' });
    expect(await sees()).toBe(false);
    const gaps = await store.db.selectFrom('gaps').select('permission').execute();
    expect(gaps).toEqual([{ permission: 'members' }]);
    installation('Organization', { suspended_at: '2026-01-01T00:00:00Z' });
    expect(await sees()).toBe(false);
    gitHub().get('/app/installations/7').reply(404, { message: 'Not Found' });
    expect(await sees()).toBe(false);
  });

  it('is the person whose account it is, known by the id', async () => {
    installation('User', { account: { id: 5, login: 'acme', type: 'User' } });
    policy(undefined);
    expect(await sees()).toBe(true);
    installation('User');
    expect(await sees()).toBe(false);
  });

  it('says nothing while GitHub does not answer', async () => {
    gitHub().get('/app/installations/7').reply(500, { message: 'no' });
    await expect(sees()).rejects.toThrow('no');
  });
});

it('lets viewers read, and approvers accept findings', async () => {
  installation();
  member('admin');
  policy('approvers: ["@ada"]\ndashboard: { viewers: ["@octo"] }');
  named('ada', 6);
  named('octo', 5);
  expect(await mayAccept(context, OCTO, 7)).toBe(false);
  installation();
  member('member');
  policy('approvers: ["@octo"]');
  expect(await mayAccept(context, OCTO, 7)).toBe(true);
});
