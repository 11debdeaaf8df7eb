import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { ProbotOctokit } from 'probot';
import { nockGitHub } from '../../support/github-openapi/nock-github.ts';

const octokit = new ProbotOctokit({ throttle: { enabled: false }, retry: { enabled: false } });
const where = { owner: 'octo', repo: 'app' };

describe('nockGitHub', () => {
  beforeAll(() => nock.disableNetConnect());
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });

  it('lets described requests pass and records them', async () => {
    const github = nockGitHub();
    github.scope.get('/repos/octo/app/commits/heads%2Fmain/check-runs').query(true).reply(200, {});
    github.scope.post('/repos/octo/app/issues').reply(201, { number: 1 });
    await octokit.rest.checks.listForRef({ ...where, ref: 'heads/main', check_name: 'Rekey' });
    await octokit.rest.issues.create({ ...where, title: 'A leak', labels: ['rekey'] });
    expect(github.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /repos/octo/app/commits/heads%2Fmain/check-runs',
      'POST /repos/octo/app/issues',
    ]);
    expect(github.requests[1]?.body).toEqual({ title: 'A leak', labels: ['rekey'] });
    expect(() => github.done()).not.toThrow();
  });

  it('fails the test that sends what GitHub does not describe', async () => {
    const github = nockGitHub();
    github.scope.post('/repos/octo/app/issues').reply(201, { number: 1 });
    await octokit.request('POST /repos/{owner}/{repo}/issues', {
      ...where,
      title: 'A leak',
      lables: ['rekey'],
    });
    expect(() => github.done()).toThrow('body has unknown "lables"');
  });

  it('fails the test that did not fetch an answer', () => {
    const github = nockGitHub();
    github.scope.get('/repos/octo/app').reply(200, {});
    expect(() => github.done()).toThrow('Mocks not yet satisfied');
  });

  it('takes another base URL', async () => {
    const github = nockGitHub('https://ghes.example.test/api/v3');
    github.scope.get('/nowhere').reply(200, {});
    await octokit.request('GET https://ghes.example.test/api/v3/nowhere');
    expect(() => github.done()).toThrow('GET /nowhere: not an operation');
  });
});
