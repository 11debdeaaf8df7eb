import { describe, expect, it } from '@jest/globals';
import { issueTask } from '../../../src/sources/issue-task.ts';

const payload = (changes: object = {}) => ({
  action: 'transferred',
  issue: { number: 4, user: { type: 'Bot' }, body: 'whatever it says' },
  repository: { id: 1, name: 'app', owner: { login: 'acme' } },
  installation: { id: 7 },
  ...changes,
});

describe('issueTask', () => {
  it.each(['transferred', 'deleted', 'closed'])('looks after an issue of an App that is %s', (action) => {
    expect(issueTask(payload({ action }))).toEqual({
      kind: 'follow-issue',
      installationId: 7,
      repository: { owner: 'acme', name: 'app' },
      issue: 4,
      closed: action === 'closed',
    });
  });

  it.each([
    ['what people write', { issue: { number: 4, user: { type: 'User' } } }],
    ['what changes nothing about where it is', { action: 'labeled' }],
    ['an issue whose author is gone', { issue: { number: 4, user: null } }],
    ['what is of no installation', { installation: undefined }],
  ])('makes no job of %s', (_what, changes) => {
    expect(issueTask(payload(changes))).toBeUndefined();
  });
});
