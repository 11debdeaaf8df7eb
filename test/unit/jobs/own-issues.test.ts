import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { moveIssues, moveIssuesOf } from '../../../src/inventory/issue-places.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { weekBefore, weekOf } from '../../../src/inventory/week.ts';
import { hearComment } from '../../../src/jobs/decide/hear-comment.ts';
import { ownIssueOf } from '../../../src/jobs/decide/own-issue-of.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { writeSummary } from '../../../src/jobs/summary/write-summary.ts';
import { incidentMarker } from '../../../src/respond/issue-marker.ts';
import { summaryMarker } from '../../../src/respond/render-summary.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';
import { answerForGitHub, gitHub, octokit } from '../respond/github.ts';

const keys = deriveKeys(randomBytes(32));
const WEEK = weekOf(new Date('2026-11-18T00:00:00Z'));
const OURS = 'rekey[bot]';
const TRY = { id: 'job', retryCount: 0, signal: new AbortController().signal };
const PLACE = { issue_owner: REPOSITORY.owner, issue_repository: REPOSITORY.name };
let store: Store & { remove(): Promise<void> };
let context: JobContext;

beforeAll(async () => {
  store = await openTestStore();
  const github = {
    forInstallation: () => Promise.resolve(octokit()),
    login: () => Promise.resolve(OURS),
  };
  const used = { db: store.db, keys, github, gate: { admits: () => true }, log: pino({ level: 'silent' }) };
  context = used as unknown as JobContext;
  await store.db
    .insertInto('installations')
    .values({ id: 1, owner: 'acme', owner_type: 'Organization' })
    .execute();
});
afterAll(() => store.remove());
answerForGitHub();

/** An incident that waits for a person, with its issue. */
async function waiting(issue: number): Promise<string> {
  const observations = [makeObservation(makeFinding(), { firstState: 'denied_by_policy' })];
  const content = { installationId: 1, repository: REPOSITORY, observations };
  const { credentials } = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, content, (text) => text));
  const id = credentials[0]?.incidentId ?? '';
  await store.db
    .updateTable('incidents')
    .set({ ...PLACE, issue_number: issue })
    .where('id', '=', id)
    .execute();
  return id;
}

const issueAt = (number: number, login: string, marker: string) =>
  gitHub()
    .get(`/repos/${REPOSITORY.owner}/${REPOSITORY.name}/issues/${number}`)
    .reply(200, { number, title: 'x', body: `${marker}\nx`, state: 'open', locked: false, user: { login } });

describe('a repository that leaves its name to another', () => {
  it.each([
    [OURS, true],
    ['stranger', false],
  ])('has an answer written only on our own issue (%s)', async (login, isOurs) => {
    const number = isOurs ? 3 : 4;
    const id = await waiting(number);
    issueAt(number, login, incidentMarker(id));
    const found = await ownIssueOf(context, 1, id);
    const { owner, name } = REPOSITORY;
    expect(found).toEqual(isOurs ? { owner, name, number, private: REPOSITORY.private } : undefined);
  });

  it('gets no command heard on the issue of somebody else, and not on one of ours about something else', async () => {
    for (const [number, login, about] of [
      [5, 'stranger', undefined],
      [6, OURS, 'another-incident'],
    ] as const) {
      const id = await waiting(number);
      const comment = { id: number, body: '/rekey help', user: { id: 9, login: 'octo' } };
      gitHub()
        .get(`/repos/${REPOSITORY.owner}/${REPOSITORY.name}/issues/comments/${number}`)
        .reply(200, { ...comment, created_at: '2026-11-18T00:00:00Z', updated_at: '2026-11-18T00:00:00Z' });
      issueAt(number, login, incidentMarker(about ?? id));
      // Neither a reaction nor a comment: GitHub would refuse both here.
      const person = { id: 9, login: 'octo' };
      const task = { installationId: 1, repository: REPOSITORY, issue: number, comment: number, person };
      await hearComment(context, { kind: 'comment-command', verb: 'help', ...task }, TRY);
      const heard = await store.db.selectFrom('decisions').select('source').execute();
      expect(heard).toEqual([]);
    }
  });

  it.each([
    [OURS, 1],
    ['stranger', 0],
  ])('has the summary of a week before closed only where it is ours (%s)', async (login, closed) => {
    const { db } = store;
    await db.deleteFrom('summaries').execute();
    await db.deleteFrom('policies').execute();
    const before = weekBefore(WEEK.from);
    const numbers = { opened: 1, dead: 0, medianSeconds: null, overdue: 0, waiting: 0, paused: 0 };
    await db
      .insertInto('summaries')
      .values({
        installation_id: 1,
        week: before.name,
        numbers: JSON.stringify(numbers),
        issue_owner: 'acme',
        issue_repository: 'security',
        issue_number: 8,
      })
      .execute();
    await db.updateTable('incidents').set({ created_at: WEEK.from }).execute();
    const policy = Buffer.from('issues: { repository: acme/security }\n');
    const file = { type: 'file', sha: 'a', size: policy.length, encoding: 'base64' };
    const body = `${summaryMarker(before.name)}\nx`;
    const issue = { number: 8, title: 'x', body, state: 'open', locked: false, user: { login } };
    gitHub()
      .get('/repos/acme/.github/contents/.github%2Frekey.yml')
      .reply(200, { ...file, content: policy.toString('base64') })
      .get('/repos/acme/security')
      .reply(200, { id: 30, private: true, archived: false })
      .post('/repos/acme/security/issues')
      .reply(201, { number: 9 })
      .get('/repos/acme/security/issues/8')
      .reply(200, issue);
    // Without an answer for it, closing would fail.
    const patch = closed > 0 && gitHub().patch('/repos/acme/security/issues/8').reply(200, issue);
    const weekEnd = WEEK.to.toISOString();
    await writeSummary(context, { kind: 'weekly-summary', installationId: 1, weekEnd });
    expect(patch ? patch.isDone() : true).toBe(true);
    const rows = await db.selectFrom('summaries').select('closed_at').orderBy('week').execute();
    expect(rows.map((row) => row.closed_at !== null)).toEqual([true, false]);
  });

  it('takes every issue of ours along when it gets another name, and so does an account', async () => {
    const { db } = store;
    const made = { installation_id: 40, issue_owner: 'old', issue_repository: 'home', issue_number: 1 };
    await db
      .insertInto('summaries')
      .values({ ...made, week: WEEK.name, numbers: '{}' })
      .execute();
    await db
      .insertInto('first_contacts')
      .values({ ...made, made_at: new Date(), outcome: 'issue' })
      .execute();
    await db
      .insertInto('hygiene_issues')
      .values({ ...made, owner: '@acme/all', week: WEEK.name, told_at: new Date() })
      .execute();
    const places = () =>
      Promise.all(
        (['summaries', 'first_contacts', 'hygiene_issues'] as const).map((table) =>
          db
            .selectFrom(table)
            .select(['issue_owner', 'issue_repository'])
            .where('installation_id', '=', 40)
            .executeTakeFirstOrThrow(),
        ),
      );
    await db
      .transaction()
      .execute((trx) => moveIssues(trx, { owner: 'old', name: 'home' }, { owner: 'old', name: 'house' }));
    for (const place of await places())
      expect(place).toEqual({ issue_owner: 'old', issue_repository: 'house' });
    await db.transaction().execute((trx) => moveIssuesOf(trx, 'old', 'new'));
    for (const place of await places())
      expect(place).toEqual({ issue_owner: 'new', issue_repository: 'house' });
  });
});
