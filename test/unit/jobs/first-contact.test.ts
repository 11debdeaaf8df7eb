import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { firstContact } from '../../../src/jobs/first-contact/first-contact.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import type { BackfillState } from '../../../src/store/backfills-table.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';
import { answerForGitHub, gitHub, octokit } from '../respond/github.ts';

const MINUTE_MS = 60_000;
const keys = deriveKeys(randomBytes(32));
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let context: JobContext;
let installations = 0;

beforeAll(async () => {
  store = await openTestStore();
  const log = pino({ level: 'silent' });
  queue = await openQueue(store, log);
  const github = {
    forInstallation: () => Promise.resolve(octokit()),
    login: () => Promise.resolve('rekey[bot]'),
  };
  const gate = { admits: () => true };
  context = { db: store.db, keys, queue, github, gate, log } as unknown as JobContext;
});
afterAll(async () => {
  await queue.stop();
  await store.remove();
});
answerForGitHub();

/** An installation that came so many minutes ago, with one leak, and a history that is read so far. */
async function installed(minutes: number, state: BackfillState): Promise<number> {
  installations += 1;
  const id = installations;
  const place = { owner: 'acme', name: `app-${id}` };
  await store.db
    .insertInto('installations')
    .values({ id, owner: 'acme', owner_type: 'Organization' })
    .execute();
  const observations = [makeObservation(makeFinding(), { firstState: 'approval_needed' })];
  const repository = { id, ...place, private: true, defaultBranch: 'main' };
  await store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      { installationId: id, repository, observations },
      createScrub([], (one) => one),
    ),
  );
  await store.db
    .insertInto('backfills')
    .values({ repository_id: id, installation_id: id, ...place, state })
    .execute();
  const empty = { issue_owner: null, issue_repository: null, issue_number: null };
  const made_at = new Date(Date.now() - minutes * MINUTE_MS);
  await store.db
    .insertInto('first_contacts')
    .values({ installation_id: id, made_at, outcome: null, ...empty })
    .execute();
  return id;
}
const say = (installationId: number) => firstContact(context, { kind: 'first-contact', installationId });
const outcomeOf = async (id: number) =>
  await store.db
    .selectFrom('first_contacts')
    .select(['outcome', 'issue_number'])
    .where('installation_id', '=', id)
    .executeTakeFirstOrThrow();

/** The organisation's policy, the repository that it names, and the issue that is written there. */
function answer(): { readonly body: () => string } {
  let written = '';
  const policy = Buffer.from('issues: { repository: acme/security }\n');
  gitHub()
    .get('/repos/acme/.github/contents/.github%2Frekey.yml')
    .reply(200, {
      type: 'file',
      sha: 'a',
      size: policy.length,
      content: policy.toString('base64'),
      encoding: 'base64',
    })
    .get('/repos/acme/security')
    .reply(200, { id: 30, private: true, archived: false })
    .post('/repos/acme/security/issues', (sent: { readonly body: string }) => {
      written = sent.body;
      return true;
    })
    .reply(201, { number: 5 });
  return { body: () => written };
}

describe('what is said after an installation', () => {
  it.each(['waiting', 'fetching', 'scanning', 'reading'] as const)(
    'waits for a history that is %s, within the hour',
    async (state) => {
      const id = await installed(58, state);
      const later = { afterMs: expect.any(Number), counts: false, pausesLane: false };
      await expect(say(id)).rejects.toMatchObject(later);
      expect(await outcomeOf(id)).toEqual({ outcome: null, issue_number: null });
    },
  );

  it('is asked for again within a minute, so that the hour is kept', async () => {
    const asked = await say(await installed(58, 'scanning')).catch((error: unknown) => error);
    expect((asked as { readonly afterMs: number }).afterMs).toBeLessThanOrEqual(MINUTE_MS);
  });

  it('is said after an hour all the same, with how many histories are still to be read; and once', async () => {
    const id = await installed(61, 'scanning');
    const issue = answer();
    await say(id);
    expect(issue.body()).toContain('1 leaked credential was found in 1 repository.');
    expect(issue.body()).toContain('still being read');
    expect(await outcomeOf(id)).toEqual({ outcome: 'issue', issue_number: 5 });
    await say(id);
  });

  it('is said at once where all histories are read', async () => {
    // Said to the account already: the page alone has it.
    const id = await installed(0, 'done');
    gitHub().get('/repos/acme/.github/contents/.github%2Frekey.yml').reply(404, { message: 'Not Found' });
    await say(id);
    expect(await outcomeOf(id)).toEqual({ outcome: 'page', issue_number: null });
  });
});
