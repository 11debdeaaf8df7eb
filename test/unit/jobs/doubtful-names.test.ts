import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keepPin, ORGANISATION_FILE } from '../../../src/inventory/name-pins.ts';
import { doubtfulNames } from '../../../src/jobs/policy/doubtful-names.ts';
import type { PolicyFile } from '../../../src/policy/policy-file.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';
import { answerForGitHub, gitHub, octokit } from '../respond/github.ts';

let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());
answerForGitHub();

const FILE: PolicyFile = {
  approvers: ['@Octo', 'octcat'],
  dashboard: { viewers: ['@acme/readers', '@octo', '@acme/gone'] },
};

const notesIn = (name: string, ofFork = false) =>
  doubtfulNames(
    store,
    octokit(),
    {
      kind: 'check-policy',
      installationId: 1,
      repository: { id: 7, owner: 'acme', name, private: true, defaultBranch: 'main' },
      head: 'a'.repeat(40),
      ofFork,
      again: false,
    },
    FILE,
  );
const people = () =>
  gitHub().get('/users/octo').reply(200, { id: 6 }).get('/users/octcat').reply(404, { message: 'Not Found' });

describe('names of a policy file that give nobody a right', () => {
  it('are those of approvers and, in the organisation’s file, of who may open the dashboard', async () => {
    const file = { installationId: 1, repositoryId: ORGANISATION_FILE };
    await keepPin(store.db, file, '@octo', 5);
    await keepPin(store.db, file, '@acme/readers', 50);
    people()
      .get('/orgs/acme/teams/readers')
      .reply(200, { id: 51 })
      .get('/orgs/acme/teams/gone')
      .reply(404, { message: 'Not Found' });
    const notes = await notesIn('.github');
    expect(notes).toHaveLength(4);
    expect(notes).toEqual(
      expect.arrayContaining([
        { name: '@octo', key: 'approvers', what: 'taken' },
        { name: '@octcat', key: 'approvers', what: 'nobody' },
        { name: '@acme/readers', key: 'dashboard.viewers', what: 'taken' },
        { name: '@acme/gone', key: 'dashboard.viewers', what: 'nobody' },
      ]),
    );
  });

  it('are not looked for among viewers in a file of a repository, which has no say about them', async () => {
    people();
    await expect(notesIn('app')).resolves.toEqual([{ name: '@octcat', key: 'approvers', what: 'nobody' }]);
  });

  it('are not told to a fork, and not where the App may not ask', async () => {
    await expect(notesIn('.github', true)).resolves.toEqual([]);
    const refused = { message: 'Resource not accessible by integration' };
    people()
      .get('/orgs/acme/teams/readers')
      .reply(403, refused)
      .get('/orgs/acme/teams/gone')
      .reply(403, refused);
    const notes = await notesIn('.github');
    expect(notes).toContainEqual({ name: '@acme/readers', key: 'dashboard.viewers', what: 'unasked' });
  });
});
