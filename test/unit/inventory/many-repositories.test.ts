import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { replacementFor } from '../../../src/detect/index.ts';
import { readIssueReport } from '../../../src/inventory/read-issue-report.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const REPOSITORIES = 200;
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

it('one key in two hundred repositories is one incident, whose issue counts them all and names a few', async () => {
  const finding = makeFinding();
  const incidents = new Set<string>();
  for (let id = 1; id <= REPOSITORIES; id += 1) {
    const repository = { ...REPOSITORY, id, name: `app-${id}`, private: id % 10 !== 0 };
    // Every repository has it twice.
    const observations = ['a', 'b'].map((folder) =>
      makeObservation(finding, { path: `${folder}/.mcp.json`, firstState: 'approval_needed' }),
    );
    const { credentials } = await store.db
      .transaction()
      .execute((trx) =>
        recordFindings(trx, keys, { installationId: 1, repository, observations }, (text) => text),
      );
    for (const { incidentId } of credentials) incidents.add(incidentId);
  }
  expect(incidents.size).toBe(1);
  const report = await readIssueReport(store.db, [...incidents][0] ?? '');
  expect(report).toMatchObject({ exposureCount: 400, repositoryCount: { all: 200, public: 20 } });
  if (!report) return;
  const { body } = renderIssue(report, replacementFor, { labels: [], public: false });
  expect(body).toContain('400 places in 200 repositories:');
  expect(body).toMatch(/- … and 3[5-9]\d more places/);
  const named = new Set(body.match(/`octo\/app-\d+`/g));
  const left = Number(/- … and (\d+) more repositories/.exec(body)?.[1]);
  expect(named.size + left).toBe(200);
  expect(body.length).toBeLessThan(30_000);
  const { approval: _approval, ...rest } = report;
  const dead = { ...rest, state: 'revoked_verified' } as const;
  const open = renderIssue(dead, replacementFor, { labels: [], public: true }).body;
  expect(open).toContain('in 20 repositories:');
  expect([...open.matchAll(/`octo\/app-(\d+)`/g)].filter(([, id]) => Number(id) % 10 !== 0)).toEqual([]);
});
