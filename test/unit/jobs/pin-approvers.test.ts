import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { pinApprovers } from '../../../src/jobs/judge/pin-approvers.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';
import { answerForGitHub, gitHub, octokit } from '../respond/github.ts';

const log = pino({ level: 'silent' });
const APPROVERS = ['@Octo', '@acme/security'];
let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());
beforeEach(() => store.db.deleteFrom('name_pins').execute());
answerForGitHub();

const pin = (approvers: readonly string[], renewed: readonly string[] = []) =>
  pinApprovers({ db: store.db, log }, octokit(), {
    installationId: 1,
    owner: 'acme',
    approvers,
    renewed: new Set(renewed),
  });
const user = (id: number) => gitHub().get('/users/octo').reply(200, { id });

describe('pinApprovers', () => {
  it('looks up a name once, and keeps whom it meant', async () => {
    user(5).get('/orgs/acme/teams/security').reply(200, { id: 77 });
    const pins = new Map([
      ['@octo', 5],
      ['@acme/security', 77],
    ]);
    expect(await pin(APPROVERS)).toEqual(pins);
    // Nobody is asked again, so whoever takes the name by now changes nothing.
    gitHub();
    expect(await pin(APPROVERS)).toEqual(pins);
  });

  it('means whoever has the name when a commit names it anew', async () => {
    user(5);
    await pin(['@octo']);
    user(6);
    expect(await pin(['@octo'], ['@octo'])).toEqual(new Map([['@octo', 6]]));
  });

  it.each([404, 403])(
    'lets a name that leads to nobody (%i) mean nobody, and looks again',
    async (status) => {
      gitHub().get('/users/octo').reply(status, { message: 'no' });
      expect(await pin(['@octo'])).toEqual(new Map());
      user(5);
      expect(await pin(['@octo'])).toEqual(new Map([['@octo', 5]]));
    },
  );

  it('asks for no team of another owner, and is tried again after trouble', async () => {
    gitHub();
    expect(await pin(['@evil/security'])).toEqual(new Map());
    gitHub().get('/users/octo').reply(502);
    await expect(pin(['@octo'])).rejects.toMatchObject({ status: 502 });
  });
});
