import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { ORGANISATION_FILE } from '../../../src/inventory/name-pins.ts';
import { approversInForce } from '../../../src/jobs/judge/pin-approvers.ts';
import { isMeant, isTaken } from '../../../src/jobs/judge/pin-repositories.ts';
import { policyFor } from '../../../src/jobs/judge/policies.ts';
import { PolicyCache } from '../../../src/jobs/judge/policy-cache.ts';
import { targetOf } from '../../../src/jobs/report/issue-target.ts';
import { readTarget } from '../../../src/jobs/report/own-issue.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';
import { answerForGitHub, gitHub, octokit } from '../respond/github.ts';

const APP = { id: 1, owner: 'acme', name: 'app', private: true, defaultBranch: 'main' };
const EVIL = { ...APP, id: 2, name: 'evil' };
let store: Store & { remove(): Promise<void> };
let context: JobContext;

beforeAll(async () => {
  store = await openTestStore();
  context = {
    db: store.db,
    log: pino({ level: 'silent' }),
    policyCache: new PolicyCache(),
    github: { forInstallation: () => Promise.resolve(octokit()) },
    // Nothing else is needed to read a policy.
  } as unknown as JobContext;
});
afterAll(() => store.remove());
beforeEach(async () => {
  for (const table of ['name_pins', 'policies', 'gaps', 'repositories'] as const)
    await store.db.deleteFrom(table).execute();
});
answerForGitHub();

const contents = (name: string) => `/repos/acme/${name}/contents/.github%2Frekey.yml`;
const listing = (...names: readonly string[]) =>
  names.length === 0 ? 'mode: enforce' : `approvers: ${JSON.stringify(names)}`;

function serve(name: string, text: string | undefined) {
  const answer = gitHub().get(contents(name));
  if (text === undefined) return answer.reply(404, { message: 'Not Found' });
  const content = Buffer.from(text).toString('base64');
  return answer.reply(200, { type: 'file', sha: 'a', size: text.length, content, encoding: 'base64' });
}
/** Rekey reads the policy of a repository, of which GitHub has these files. */
async function read(repository: typeof APP, own?: string, organisation?: string) {
  serve('.github', organisation);
  serve(repository.name, own);
  const { policy } = await policyFor(context, 1, repository, { reread: true });
  return policy.approvers ?? [];
}
const user = (id: number | undefined, login = 'octo') =>
  gitHub()
    .get(`/users/${login}`)
    .reply(id === undefined ? 404 : 200, { id });
const inForce = async (home = APP) => (await approversInForce(context, octokit(), 1, home)).pins;
const pin = async (home = APP) => (await inForce(home)).get('@octo');

describe('the approvers of a policy', () => {
  it('are looked up once, and mean whom they meant for as long as the file lists them', async () => {
    user(5).get('/orgs/acme/teams/security').reply(200, { id: 77 });
    await read(APP, listing('@Octo', '@acme/security', '@evil/security'));
    const kept = new Map([
      ['@octo', 5],
      ['@acme/security', 77],
      ['@evil/security', null],
    ]);
    // Nobody is asked again, so whoever takes a name by now changes nothing.
    await read(APP, listing('@octo', '@acme/security', '@evil/security'));
    expect(await inForce()).toEqual(kept);
  });

  it('mean somebody else only when a file lists the name again after it did not', async () => {
    user(5);
    await read(APP, listing('@octo'));
    await read(APP, 'approvers: [');
    await read(APP, listing('octo'));
    expect(await pin()).toBe(5);
    await read(APP, listing());
    user(6);
    await read(APP, listing('@octo'));
    expect(await pin()).toBe(6);
  });

  it('of one file mean nothing in another, whoever writes that one', async () => {
    user(5);
    await read(APP, listing('@octo'));
    user(6);
    await read(EVIL, listing('@octo'));
    await read(APP, listing('@octo'));
    expect(await pin()).toBe(5);
    expect(await pin(EVIL)).toBe(6);
  });

  it('of the organisation stay what they were, also for a repository that reads them late', async () => {
    user(5);
    await read(APP, undefined, listing('@octo'));
    user(6);
    await read(EVIL, listing('@octo'), listing('@octo'));
    await read(EVIL, listing('@octo'), listing('@octo'));
    expect(await pin()).toBe(5);
    expect(await pin(EVIL)).toBe(5);
    await read(APP, undefined, listing());
    const rows = await store.db.selectFrom('name_pins').select('repository_id').execute();
    expect(rows.map((row) => row.repository_id)).not.toContain(ORGANISATION_FILE);
  });

  it('stay what they were while no file can be seen, such as when the App may not read `.github`', async () => {
    user(5);
    await read(APP, undefined, listing('@octo'));
    await read(APP, undefined, undefined);
    // The file is back, and somebody else has the name by now: nobody is asked who.
    await read(APP, undefined, listing('@octo'));
    expect(await pin()).toBe(5);
    user(6);
    await read(EVIL, listing('@octo'));
    await read(EVIL, undefined);
    await read(EVIL, listing('@octo'));
    expect(await pin(EVIL)).toBe(6);
  });

  it('whom nobody knows mean nobody, also when somebody takes the name later', async () => {
    user(undefined);
    await read(APP, listing('@octo'));
    await read(APP, listing('@octo'));
    expect(await pin()).toBeNull();
  });

  it('whom the App may not ask for are asked for again, and said to be missing', async () => {
    const team = '/orgs/acme/teams/security';
    gitHub().get(team).reply(403, { message: 'Resource not accessible by integration' });
    await read(APP, listing('@acme/security'));
    const gaps = await store.db.selectFrom('gaps').select('permission').execute();
    expect(gaps).toEqual([{ permission: 'members' }]);
    gitHub().get(team).reply(200, { id: 77 });
    expect(await inForce()).toEqual(new Map([['@acme/security', 77]]));
  });

  it('hold up no judgement when GitHub is in trouble, and a decision until it is not', async () => {
    gitHub().get('/users/octo').reply(502, {});
    expect(await read(APP, listing('@octo'))).toEqual(['@octo']);
    gitHub().get('/users/octo').reply(502, {});
    await expect(pin()).rejects.toMatchObject({ status: 502 });
    user(5);
    expect(await pin()).toBe(5);
  });
});

describe('the audit trail', () => {
  it('names the settings in which a policy changed, and nothing that stands in them', async () => {
    await read(APP, 'mode: observe');
    await read(APP, 'mode: observe # as before');
    await read(APP, `dry_run: true\nissues: { labels: [ghp_${'a'.repeat(36)}] }`);
    const trail = await store.db
      .selectFrom('audit')
      .select(['event', 'why', 'subject_id'])
      .where('subject_kind', '=', 'policy')
      .where('subject_id', '=', '1')
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    expect(trail).toEqual([{ event: 'policy_changed', why: 'dry_run, issues, mode', subject_id: '1' }]);
  });
});

const naming = (more = '') =>
  `issues: { repository: acme/security }\nrotate: [{ provider: doppler, secret: A, repository: acme/deploy, repositories: [acme/app] }]\n${more}`;
const add = (id: number, name: string, owner = 'acme') =>
  store.db
    .insertInto('repositories')
    .values({ id, installation_id: 1, owner, name, private: true })
    .execute();
const get = (name: string, id: number) => gitHub().get(`/repos/acme/${name}`).reply(200, { id });

describe('the repositories that the organisation’s policy names', () => {
  it('stay those that they meant, whoever makes one of the same name', async () => {
    await add(1, 'app');
    get('security', 30);
    get('deploy', 31);
    await read(APP, undefined, naming());
    await read(APP, undefined, naming('mode: enforce\n'));
    expect(await isMeant(context, 1, 'Acme/App', 1)).toBe(true);
    expect(await isMeant(context, 1, 'acme/app', 2)).toBe(false);
    expect(await isMeant(context, 1, 'acme/other', 1)).toBe(false);
    await add(31, 'deploy');
    expect(await isMeant(context, 1, 'acme/deploy')).toBe(true);
    await store.db.updateTable('repositories').set({ name: 'deploy-2' }).where('id', '=', 31).execute();
    await add(41, 'deploy');
    expect(await isMeant(context, 1, 'acme/deploy')).toBe(false);
    expect(await isTaken(context, 1, 'acme/security', 30)).toBe(false);
    expect(await isTaken(context, 1, 'acme/security', 40)).toBe(true);
    // Of a name that it does not list Rekey knows nothing.
    expect(await isTaken(context, 1, 'acme/elsewhere', 40)).toBe(false);
  });

  it('mean another once the file has named them anew, and are looked for until the App sees them', async () => {
    const [wanted, none] = ['issues: { repository: acme/security }', 'mode: enforce'];
    gitHub().get('/repos/acme/security').reply(404, { message: 'Not Found' });
    await read(APP, undefined, wanted);
    get('security', 30);
    await read(APP, undefined, wanted);
    expect(await isTaken(context, 1, 'acme/security', 40)).toBe(true);
    await read(APP, undefined, none);
    get('security', 40);
    await read(APP, undefined, wanted);
    expect(await isTaken(context, 1, 'acme/security', 40)).toBe(false);
    expect(await isTaken(context, 1, 'acme/security', 30)).toBe(true);
  });

  it('are no place for what Rekey knows once they are others', async () => {
    get('security', 30);
    await read(APP, undefined, 'issues: { repository: acme/security }');
    const place = { owner: 'acme', name: 'app', private: true };
    const row = { issue_owner: null, issue_repository: null };
    const named = { owner: 'acme', name: 'security' };
    for (const [id, is] of [
      [30, true],
      [40, false],
    ] as const) {
      const answer = { id, private: true, archived: false };
      gitHub().get('/repos/acme/security').times(2).reply(200, answer);
      const target = await targetOf(context, 1, place, row, 'acme/security');
      expect(target).toEqual(is ? { ...named, private: true } : place);
      expect(await readTarget(context, 1, named)).toEqual(is ? { ...named, private: true } : undefined);
      // Where an issue was written there before as well.
      gitHub().get('/repos/acme/security').reply(200, answer);
      const written = { issue_owner: 'acme', issue_repository: 'security' };
      expect(await targetOf(context, 1, place, written, 'acme/security')).toEqual(target);
    }
  });
});
