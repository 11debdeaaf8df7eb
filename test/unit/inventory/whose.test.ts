import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { NO_ACCOUNT } from '../../../src/github/login.ts';
import { keepAuthor, readIntroduction } from '../../../src/inventory/introduction.ts';
import type { Observation } from '../../../src/inventory/observation.ts';
import { keepOwnership, readOwnership } from '../../../src/inventory/owners.ts';
import { readIssueReport } from '../../../src/inventory/read-issue-report.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

async function record(observations: readonly Observation[], repository = REPOSITORY) {
  const scrub = createScrub([], (text) => text);
  const { credentials } = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, { installationId: 1, repository, observations }, scrub));
  return credentials[0] ?? { credentialId: '', incidentId: '' };
}

const first = async (credentialId: string) => readIntroduction(store.db, credentialId);

describe('who brought a credential', () => {
  it('is the author of the first commit of a push that holds it', async () => {
    const finding = makeFinding();
    const { credentialId } = await record(
      ['ada', 'bob', 'eve'].map((author, at) =>
        makeObservation(finding, { author, commit: String(at).repeat(40), path: `${9 - at}.json` }),
      ),
    );
    expect(await first(credentialId)).toMatchObject({
      author: 'ada',
      commit: '0'.repeat(40),
      path: '9.json',
    });
    await record([makeObservation(finding, { author: 'late', path: 'later.json' })]);
    expect(await first(credentialId)).toMatchObject({ author: 'ada' });
  });

  it.each([
    ['octo_corp', 'octo_corp'],
    ['renovate[bot]', 'renovate[bot]'],
    [NO_ACCOUNT, NO_ACCOUNT],
    ['ada@acme.dev', undefined],
    ['Ada Lovelace', undefined],
    [undefined, undefined],
  ])('%p is kept as %p: no name and no address', async (author, kept) => {
    const { credentialId } = await record([
      makeObservation(makeFinding(), author === undefined ? {} : { author }),
    ]);
    expect((await first(credentialId))?.author).toBe(kept);
  });

  it('is the author of a text, and may be looked up later', async () => {
    const place = { kind: 'thread', thread: 'issue', id: '7', author: 'ada' } as const;
    const text = await record([makeObservation(makeFinding(), { place, commit: '', path: 'issue/7' })]);
    expect(await first(text.credentialId)).toMatchObject({ kind: 'thread', author: 'ada' });
    const { credentialId } = await record([makeObservation(makeFinding(), { history: true })]);
    const known = await first(credentialId);
    await keepAuthor(store.db, known?.exposureId ?? '', { author: 'bob', broughtBy: 'bob' });
    expect(await first(credentialId)).toMatchObject({ author: 'bob', broughtBy: 'bob' });
  });
});

describe('whose a credential is', () => {
  it('is what was found last, until a person says it', async () => {
    const { credentialId } = await record([makeObservation()]);
    expect(await readOwnership(store.db, credentialId)).toBeUndefined();
    const keep = async (source: 'committer' | 'register' | 'person', owner: string) => {
      await keepOwnership(store.db, credentialId, { source, owners: [owner] });
      return readOwnership(store.db, credentialId);
    };
    expect(await keep('committer', '@ada')).toEqual({ source: 'committer', owners: ['@ada'] });
    expect(await keep('register', '@acme/pay')).toEqual({ source: 'register', owners: ['@acme/pay'] });
    expect(await keep('person', '@bob')).toEqual({ source: 'person', owners: ['@bob'] });
    expect(await keep('register', '@acme/pay')).toEqual({ source: 'person', owners: ['@bob'] });
    expect(await keep('person', '@eve')).toEqual({ source: 'person', owners: ['@eve'] });
  });
});

describe('a credential at a thousand places', () => {
  it('is told with fifty of them and the true counts', async () => {
    const finding = makeFinding();
    const places = (count: number, folder: string) =>
      Array.from({ length: count }, (_, at) =>
        makeObservation(finding, { path: `${folder}/${at}/.mcp.json` }),
      );
    const { incidentId } = await record(places(940, 'a'));
    await record(places(60, 'b'), { ...REPOSITORY, id: 12, name: 'lib' });
    const report = await readIssueReport(store.db, incidentId);
    expect(report?.exposures).toHaveLength(50);
    expect(report?.exposureCount).toBe(1000);
    expect(report?.repositories?.map(({ name, count }) => [name, count])).toEqual([
      ['app', 940],
      ['lib', 60],
    ]);
    if (!report) throw new Error('no report');
    const { body } = renderIssue(report, () => undefined);
    expect(body).toContain('1,000 places in 2 repositories:');
    expect(body).toContain('… and 950 more places');
    expect(body).toContain('60 places in `octo/lib`');
    expect(body.length).toBeLessThan(30_000);
  });
});
