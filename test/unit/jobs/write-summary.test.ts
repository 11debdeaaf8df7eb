import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { appendAudit } from '../../../src/inventory/audit.ts';
import { readLeft, readTopOwners, readWeek } from '../../../src/inventory/read-week.ts';
import type { IncidentState } from '../../../src/inventory/state.ts';
import { weekOf } from '../../../src/inventory/week.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { writeSummary } from '../../../src/jobs/summary/write-summary.ts';
import type { OwnerSource } from '../../../src/store/issue-tables.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';
import { withoutAppendOnly } from '../../support/without-append-only.ts';
import { answerForGitHub, gitHub, octokit } from '../respond/github.ts';

const WEEK = weekOf(new Date('2026-11-18T00:00:00Z'));
const DAY_MS = 86_400_000;
/** Days after the Monday of the week. */
const day = (days: number) => new Date(WEEK.from.getTime() + days * DAY_MS);

let store: Store & { remove(): Promise<void> };
let context: JobContext;

interface Found {
  readonly installation?: number;
  readonly at: Date;
  readonly state: IncidentState;
  /** Seconds until it was proved dead. */
  readonly died?: number;
  readonly owners?: readonly string[];
  readonly source?: OwnerSource;
  readonly due?: Date;
}

async function found({ installation = 7, at, state, died, owners, source = 'register', due }: Found) {
  const { db } = store;
  const [id, credential] = [randomUUID(), randomUUID()];
  await sql`insert into credentials (id, installation_id, fingerprint, provider, type, redacted)
    values (${credential}, ${installation}, ${credential}, 'slack', 'slack-bot-token', 'x')`.execute(db);
  await sql`insert into incidents (id, credential_id, state, created_at) values (${id}, ${credential}, ${state}, ${at})`.execute(
    db,
  );
  if (died !== undefined) {
    // Said twice: the first time counts.
    for (const seconds of [died, died + 900]) {
      await appendAudit(db, id, 'broker', [{ event: state }]);
      const moment = new Date(at.getTime() + seconds * 1000);
      await withoutAppendOnly(db, () =>
        sql`update audit set at = ${moment} where incident_id = ${id} and at > now() - interval '1 hour'`.execute(
          db,
        ),
      );
    }
  }
  if (owners)
    await sql`insert into credential_owners (credential_id, owners, source)
      values (${credential}, ${JSON.stringify(owners)}, ${source})`.execute(db);
  if (due)
    await sql`insert into waits (incident_id, installation_id, since, due_at) values (${id}, ${installation}, ${at}, ${due})`.execute(
      db,
    );
}

beforeAll(async () => {
  store = await openTestStore();
  const github = {
    forInstallation: () => Promise.resolve(octokit()),
    login: () => Promise.resolve('rekey[bot]'),
  };
  const log = pino({ level: 'silent' });
  context = { db: store.db, github, gate: { admits: () => true }, log } as unknown as JobContext;
  await store.db
    .insertInto('installations')
    .values({ id: 7, owner: 'acme', owner_type: 'Organization' })
    .execute();

  const [payments, ops] = ['@acme/payments', '@acme/ops'];
  const open = { at: day(1), state: 'manual_required' } as const;
  // Died in the week, found in it or before: 10, 20, 60 and 3 days.
  await found({ at: day(1), state: 'revoked_verified', died: 10, owners: [payments] });
  await found({ at: day(2), state: 'disabled_verified', died: 20 });
  await found({ at: day(0), state: 'expired', died: 60 });
  await found({ at: day(-2), state: 'already_inactive', died: 3 * 86_400 });
  // Died in another week, found in another, or of another organisation.
  await found({ at: day(6.9), state: 'revoked_verified', died: 86_400 });
  await found({ at: day(7), state: 'manual_required', owners: [ops] });
  await found({ at: day(-0.01), state: 'revoked_verified', died: 5 });
  await found({ installation: 8, at: day(1), state: 'revoked_verified', died: 1, owners: [ops] });
  await found({ installation: 8, ...open, owners: [ops, ops], due: day(2) });
  // Open: overdue, in time, waiting for approval, left to somebody who only brought it, and two that count no more.
  await found({ ...open, owners: [payments, ops], due: day(2) });
  await found({ ...open, owners: [payments], due: day(300) });
  await found({ at: day(3), state: 'approval_needed', owners: [payments], due: day(2) });
  await found({ ...open, owners: ['@somebody'], source: 'committer', due: day(300) });
  await found({ ...open, state: 'dismissed', owners: [ops], due: day(2) });
  for (const name of ['a', 'b', 'c', 'd'])
    await found({ at: day(-100), state: 'failed', owners: [`@acme/${name}`] });
});
afterAll(() => store.remove());
answerForGitHub();

describe('the numbers of a week', () => {
  it('are what was found in it, what died in it, and how long that took in the middle', async () => {
    await expect(readWeek(store.db, 7, WEEK)).resolves.toEqual({ opened: 9, dead: 4, medianSeconds: 40 });
  });

  it('count what is overdue and what waits, of what is open', async () => {
    const left = { overdue: 2, waiting: 1, paused: 0 };
    await expect(readLeft(store.db, 7, day(7))).resolves.toEqual(left);
  });

  it('name five owners at most, whose open credentials are most, and nobody who only brought one', async () => {
    await expect(readTopOwners(store.db, 7, day(7))).resolves.toEqual([
      { owner: '@acme/payments', open: 3, overdue: 2 },
      { owner: '@acme/ops', open: 2, overdue: 1 },
      { owner: '@acme/a', open: 1, overdue: 0 },
      { owner: '@acme/b', open: 1, overdue: 0 },
      { owner: '@acme/c', open: 1, overdue: 0 },
    ]);
  });
});

describe('the summary of a week', () => {
  it.each([true, false])(
    'has them all, and owners where the public does not read: private %s',
    async (isPrivate) => {
      await store.db.deleteFrom('summaries').execute();
      await store.db.deleteFrom('policies').execute();
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
        .reply(200, { id: 30, private: isPrivate, archived: false })
        .post('/repos/acme/security/issues', (sent: { readonly body: string }) => {
          written = sent.body;
          return true;
        })
        .reply(201, { number: 5 });
      await writeSummary(context, {
        kind: 'weekly-summary',
        installationId: 7,
        weekEnd: WEEK.to.toISOString(),
      });
      for (const line of [
        '| Leaked credentials found | 9 | 2 |',
        '| Proved dead | 4 | 1 |',
        '| From found to proved dead (median) | 40.0 s | 5.0 s |',
        '| Overdue at the end | 2 | – |',
        '| Waiting for approval at the end | 1 | – |',
      ])
        expect(written).toContain(line);
      const owners = [
        '- `acme/payments`: 3 open credentials, 2 overdue',
        '- `acme/ops`: 2 open credentials, 1 overdue',
      ];
      expect(owners.map((line) => written.includes(line))).toEqual([isPrivate, isPrivate]);
      expect(written).not.toMatch(/somebody/);
    },
  );
});
