import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { deriveKeys } from '../../../src/base/keys.ts';
import { NO_ACCOUNT } from '../../../src/github/login.ts';
import { readIntroduction } from '../../../src/inventory/introduction.ts';
import type { Observation } from '../../../src/inventory/observation.ts';
import { keepOwnership, readOwnership } from '../../../src/inventory/owners.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { CodeOwnersCache } from '../../../src/jobs/report/code-owners-cache.ts';
import { settleOwner } from '../../../src/jobs/report/settle-owner.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';
import { octokitForTests } from '../sources/support/github-from-git.ts';

const keys = deriveKeys(randomBytes(32));
const COMMIT = 'c'.repeat(40);
const octokit = octokitForTests();
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterEach(() => nock.cleanAll());
afterAll(async () => {
  nock.restore();
  await store.remove();
});

const serve = (path: string, status: number, body: string | object) =>
  nock('https://api.github.com').get(`/repos/octo/app/${path}`).reply(status, body);
const owners = (text: string) => serve('contents/.github%2FCODEOWNERS', 200, text);

/** Records a leak and settles whose it is, each time with a cache of its own. */
async function settle(seen: Partial<Observation>, policy: Policy = DEFAULT_POLICY, byPerson?: string) {
  const { credentials } = await store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      { installationId: 1, repository: REPOSITORY, observations: [makeObservation(makeFinding(), seen)] },
      createScrub([], (text) => text),
    ),
  );
  const { credentialId = '', incidentId = '' } = credentials[0] ?? {};
  if (byPerson !== undefined)
    await keepOwnership(store.db, credentialId, { source: 'person', owners: [byPerson] });
  const used: Partial<JobContext> = {
    db: store.db,
    github: { forInstallation: () => Promise.resolve(octokit) } as unknown as JobContext['github'],
    codeOwners: new CodeOwnersCache(),
  };
  const asked = { installationId: 1, incidentId, policy };
  const news = await settleOwner(used as JobContext, asked);
  return {
    news,
    again: () => settleOwner(used as JobContext, asked),
    ownership: await readOwnership(store.db, credentialId),
    author: (await readIntroduction(store.db, credentialId))?.author,
  };
}

/** A commit with bob's address in it, signed or not. */
const bobs = (verified: boolean) => ({
  parents: [],
  author: { login: 'bob' },
  commit: { verification: { verified } },
  files: [],
});

const REGISTER: Policy = {
  ...DEFAULT_POLICY,
  servers: [
    { name: 'billing', url: 'https://mcp.acme.dev', owner: 'acme/pay', environments: [], scopes: [] },
  ],
};

describe('settleOwner', () => {
  it('asks the register first, and reads nothing for it', async () => {
    const { ownership, news, again } = await settle({ author: 'ada' }, REGISTER);
    expect(ownership).toEqual({ source: 'register', owners: ['@acme/pay'] });
    expect(news).toBe(true);
    expect(await again()).toBe(false);
  });

  it('asks CODEOWNERS for the file, and once', async () => {
    owners('*.json @octo/config ops@acme.dev\n');
    const { ownership, again } = await settle({ author: 'ada' });
    expect(ownership).toEqual({ source: 'codeowners', owners: ['@octo/config'] });
    expect(await again()).toBe(false);
  });

  it('falls back on whoever brought it, and asks for that person where the history does not say', async () => {
    owners('/docs/ @octo/docs');
    serve(`commits/${COMMIT}?per_page=1`, 200, bobs(true));
    const found = await settle({ history: true });
    expect(found).toMatchObject({ author: 'bob', ownership: { source: 'committer', owners: ['@bob'] } });
  });

  it('takes who pushed it, whoever the commit says wrote it', async () => {
    owners('/docs/ @octo/docs');
    const { ownership } = await settle({ author: 'bob', broughtBy: 'mallory' });
    expect(ownership).toEqual({ source: 'committer', owners: ['@mallory'] });
  });

  it.each([{ history: true }, { author: 'bob' }])(
    'names nobody whom only an unsigned commit names: %j; and asks once',
    async (seen) => {
      owners('/docs/ @octo/docs');
      serve(`commits/${COMMIT}?per_page=1`, 200, bobs(false));
      const { author, ownership, again } = await settle(seen);
      expect([author, ownership]).toEqual(['bob', undefined]);
      expect(await again()).toBe(false);
    },
  );

  it.each([
    [null, NO_ACCOUNT],
    [{ login: 'renovate[bot]' }, 'renovate[bot]'],
  ])('names nobody for the author %j', async (author, kept) => {
    owners('* ops@acme.dev');
    serve(`commits/${COMMIT}?per_page=1`, 200, { parents: [], author, files: [] });
    expect(await settle({ history: true })).toMatchObject({ author: kept, ownership: undefined });
  });

  it('names nobody where the commit is gone and files may not be read', async () => {
    serve(`commits/${COMMIT}?per_page=1`, 404, { message: 'Not Found' });
    serve('contents/.github%2FCODEOWNERS', 403, { message: 'Resource not accessible by integration' });
    expect(await settle({ history: true })).toMatchObject({ news: false, ownership: undefined });
  });

  it('leaves what a person said', async () => {
    const { ownership } = await settle({ author: 'ada' }, REGISTER, '@eve');
    expect(ownership).toEqual({ source: 'person', owners: ['@eve'] });
  });
});
