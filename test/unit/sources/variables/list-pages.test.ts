import { afterAll, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import nock from 'nock';
import { listPages } from '../../../../src/sources/variables/list-pages.ts';
import { repositoryLists, variablesPage } from '../../../../src/sources/variables/variable-lists.ts';

// The next file of the same jest worker shares what nock changes.
afterAll(() => nock.restore());

const API = 'https://api.example.test';
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const octokit = new Octokit({ baseUrl: API, auth: 'x', log });
const [actions] = repositoryLists({ owner: 'octo', name: 'app' });
const list = {
  route: actions?.route ?? '',
  parameters: actions?.parameters ?? {},
  perPage: 30,
  maxPages: 40,
  page: variablesPage,
};
const body = (...names: string[]) => ({
  total_count: names.length,
  variables: names.map((name) => ({ name, value: 'v', updated_at: '2026-01-01T00:00:00Z' })),
});
const NEXT = { link: `<${API}/repos/octo/app/actions/variables?page=2>; rel="next"` };
const page = (n: number, etag?: string) =>
  nock(
    API,
    etag === undefined ? { badheaders: ['if-none-match'] } : { reqheaders: { 'if-none-match': etag } },
  )
    .get('/repos/octo/app/actions/variables')
    .query({ per_page: '30', page: String(n) });

describe('listPages', () => {
  it('reads all pages and keeps their ETags', async () => {
    page(1).reply(200, body('a'), { etag: '"1"', ...NEXT });
    page(2).reply(200, body('b'), { etag: '"2"' });
    expect(await listPages(octokit, list, [])).toMatchObject({
      kind: 'read',
      items: [{ name: 'A' }, { name: 'B' }],
      pages: [
        { etag: '"1"', more: true },
        { etag: '"2"', more: false },
      ],
    });
  });

  const known = [
    { etag: '"1"', more: true },
    { etag: '"2"', more: false },
  ];

  it('asks for each page with its ETag', async () => {
    page(1, '"1"').reply(304);
    page(2, '"2"').reply(304);
    expect(await listPages(octokit, list, known)).toEqual({ kind: 'unchanged' });
    expect(nock.isDone()).toBe(true);
  });

  it('reads all once one changed, so that what is gone is known', async () => {
    page(1, '"1"').reply(304);
    page(2, '"2"').reply(200, body('c'), { etag: '"3"' });
    page(1).reply(200, body('a'), { etag: '"1"', ...NEXT });
    expect(await listPages(octokit, list, known)).toMatchObject({
      kind: 'read',
      items: [{ name: 'A' }, { name: 'C' }],
    });
    expect(nock.isDone()).toBe(true);
  });

  it('tells a refusal from a limit, and both from what is not there', async () => {
    page(1).reply(403, { message: 'Resource not accessible by integration' });
    expect(await listPages(octokit, list, [])).toEqual({ kind: 'refused' });
    page(1).reply(404, { message: 'Not Found' });
    expect(await listPages(octokit, list, [])).toEqual({ kind: 'gone' });
    page(1).reply(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '7' });
    await expect(listPages(octokit, list, [])).rejects.toMatchObject({ status: 403 });
  });

  it('takes no answer of another form', async () => {
    page(1).reply(200, { variables: [{ name: 7 }] });
    await expect(listPages(octokit, list, [])).rejects.toThrow('GitHub answered in an unknown form');
  });
});
