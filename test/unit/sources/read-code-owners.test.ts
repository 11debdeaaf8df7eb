import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { CodeOwnersCache } from '../../../src/jobs/report/code-owners-cache.ts';
import { readCodeOwners } from '../../../src/sources/read-code-owners.ts';
import { octokitForTests } from './support/github-from-git.ts';

afterEach(() => nock.cleanAll());
afterAll(() => nock.restore());

const octokit = octokitForTests();
const demo = { id: 1, owner: 'octo', name: 'demo' };
const CONTENTS = '/repos/octo/demo/contents/';
const [FIRST = '', SECOND = '', THIRD = ''] = ['.github%2FCODEOWNERS', 'CODEOWNERS', 'docs%2FCODEOWNERS'].map(
  (path) => `${CONTENTS}${path}`,
);
const NONE = { message: 'Not Found' };
const gitHub = () =>
  nock('https://api.github.com', { reqheaders: { accept: 'application/vnd.github.raw+json' } });

describe('readCodeOwners', () => {
  it.each([
    [[FIRST], '.github/CODEOWNERS'],
    [[FIRST, SECOND], 'CODEOWNERS'],
    [[FIRST, SECOND, THIRD], 'docs/CODEOWNERS'],
  ])('takes the first file that is there: %s', async (asked, path) => {
    for (const missing of asked.slice(0, -1)) gitHub().get(missing).reply(404, NONE);
    gitHub()
      .get(asked.at(-1) ?? '')
      .reply(200, '* @ada', { etag: '"1"' });
    expect(await readCodeOwners(octokit, demo, 100)).toEqual({ path, etag: '"1"', text: '* @ada' });
  });

  it('finds none where there is none, or a folder of that name', async () => {
    gitHub()
      .get(FIRST)
      .reply(200, [{ type: 'file' }])
      .get(SECOND)
      .reply(404, NONE)
      .get(THIRD)
      .reply(404, NONE);
    expect(await readCodeOwners(octokit, demo, 100)).toBe('none');
  });

  it('reads nothing of a file that is larger than GitHub reads', async () => {
    gitHub()
      .get(FIRST)
      .reply(200, `* @ada ${'x'.repeat(100)}`);
    expect(await readCodeOwners(octokit, demo, 100)).toMatchObject({ text: '' });
  });

  it('asks by the ETag for what it knows', async () => {
    gitHub().get(FIRST).reply(404, NONE);
    gitHub().get(SECOND).matchHeader('if-none-match', '"1"').reply(304);
    const known = { path: 'CODEOWNERS', etag: '"1"' };
    expect(await readCodeOwners(octokit, demo, 100, known)).toBe('unchanged');
  });

  it('leaves failures that may pass to the queue', async () => {
    gitHub().get(FIRST).reply(502, {});
    await expect(readCodeOwners(octokit, demo, 100)).rejects.toMatchObject({ status: 502 });
  });
});

describe('CodeOwnersCache', () => {
  it('asks once an hour, and then by the ETag', async () => {
    const cache = new CodeOwnersCache();
    gitHub().get(FIRST).reply(200, '* @ada', { etag: '"1"' });
    const rules = [{ pattern: '*', owners: ['@ada'] }];
    expect(await cache.rulesOf(octokit, demo, 0)).toEqual(rules);
    expect(await cache.rulesOf(octokit, demo, 3_599_999)).toEqual(rules);
    gitHub().get(FIRST).matchHeader('if-none-match', '"1"').reply(304);
    expect(await cache.rulesOf(octokit, demo, 3_600_000)).toEqual(rules);
    expect(await cache.rulesOf(octokit, demo, 7_199_999)).toEqual(rules);
    gitHub().get(FIRST).reply(404, NONE).get(SECOND).reply(404, NONE).get(THIRD).reply(404, NONE);
    expect(await cache.rulesOf(octokit, demo, 7_200_000)).toEqual([]);
    expect(nock.isDone()).toBe(true);
  });
});
