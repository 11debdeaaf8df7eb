import { describe, expect, it } from '@jest/globals';
import { firstLooks, installationLooks } from '../../../src/jobs/installations/after-installation.ts';
import { GITHUB_TASKS } from '../../../src/jobs/queue/github-tasks.ts';
import { githubPat } from '../../support/credentials.ts';
import { REPOSITORY } from '../../support/findings.ts';

const kindOf = (data: object): string => ('kind' in data ? String(data.kind) : '');
const kinds = (jobs: readonly { readonly data: object }[]) => jobs.map(({ data }) => kindOf(data)).sort();

describe('the first look at what was there before the App', () => {
  it('is made of jobs that the workers know', () => {
    const jobs = [
      ...installationLooks(7),
      ...firstLooks(7, [REPOSITORY], true),
      ...firstLooks(7, [REPOSITORY], false),
    ];
    expect(jobs.length).toBeGreaterThan(4);
    for (const { data, queue } of jobs) {
      expect(queue).toMatch(/^(?:github|bulk)$/);
      expect(GITHUB_TASKS.get(kindOf(data))?.schema.safeParse(JSON.parse(JSON.stringify(data))).success).toBe(
        true,
      );
    }
  });

  it('reads what is read for all at once neither again for each repository nor for each page of them', () => {
    const page = [REPOSITORY, { ...REPOSITORY, id: 12 }];
    const once = new Set(kinds(installationLooks(7)));
    expect(kinds(firstLooks(7, page, true)).filter((kind) => once.has(kind))).toEqual([]);
    expect(kinds(firstLooks(7, page, true))).not.toContain('read-variables');
    expect(kinds(firstLooks(7, page, false)).filter((kind) => kind === 'read-variables')).toHaveLength(2);
  });

  it('keeps no credential that somebody named a branch after', () => {
    const token = githubPat();
    const jobs = firstLooks(7, [{ ...REPOSITORY, defaultBranch: `fix-${token}` }], false);
    expect(JSON.stringify(jobs)).not.toContain(token.slice(8, 20));
  });
});
