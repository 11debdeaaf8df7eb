import { describe, expect, it } from '@jest/globals';
import { assignIssue } from '../../../src/respond/assign-issue.ts';
import { answerForGitHub, gitHub, octokit } from './github.ts';

const PLACE = { owner: 'acme', repo: 'app' };
const ISSUE = '/repos/acme/app/issues/12';
const OURS = { marker: '<!-- rekey:incident:1 -->', login: () => Promise.resolve('rekey[bot]') };
const there = (changes: object = {}) => ({
  number: 12,
  title: '',
  body: `${OURS.marker}\n`,
  user: { login: 'Rekey[bot]' },
  state: 'open',
  locked: false,
  ...changes,
});
const assign = () => assignIssue(octokit(), PLACE, 12, OURS, ['ada']);

answerForGitHub();

describe('assignIssue', () => {
  it('assigns to an open issue to which nobody is assigned', async () => {
    gitHub()
      .get(ISSUE)
      .reply(200, there())
      .post(`${ISSUE}/assignees`, { assignees: ['ada'] })
      .reply(201, there());
    await expect(assign()).resolves.toBeUndefined();
  });

  it.each([
    there({ assignees: [{ login: 'bob' }] }),
    there({ state: 'closed' }),
    there({ user: { login: 'bob' } }),
    there({ body: '<!-- rekey:incident:2 -->\n' }),
  ])('leaves alone what people assigned or closed, and what is not ours', async (issue) => {
    gitHub().get(ISSUE).reply(200, issue);
    await expect(assign()).resolves.toBeUndefined();
  });

  it('accepts that it was deleted', async () => {
    gitHub().get(ISSUE).reply(410, { message: 'This issue was deleted' });
    await expect(assign()).resolves.toBeUndefined();
  });

  it.each([403, 404, 422])('accepts that somebody cannot be assigned (%i)', async (status) => {
    gitHub().get(ISSUE).reply(200, there()).post(`${ISSUE}/assignees`).reply(status, { message: 'No' });
    await expect(assign()).resolves.toBeUndefined();
  });

  it('leaves limits to the queue', async () => {
    gitHub()
      .get(ISSUE)
      .reply(200, there())
      .post(`${ISSUE}/assignees`)
      .reply(403, { message: 'You have exceeded a secondary rate limit.' });
    await expect(assign()).rejects.toMatchObject({ status: 403 });
  });
});
