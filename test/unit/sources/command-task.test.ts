import { describe, expect, it } from '@jest/globals';
import { buttonTask, commentCommandTask } from '../../../src/sources/commands/command-task.ts';

const envelope = {
  installation: { id: 7 },
  repository: { id: 11, name: 'app', owner: { login: 'acme' }, private: true, default_branch: 'main' },
  sender: { id: 5, login: 'octo', type: 'User' },
};
const comment = { id: 99, body: '/rekey approve', user: { id: 5 }, performed_via_github_app: null };
const written = { ...envelope, action: 'created', issue: { number: 3 }, comment };
const pressed = {
  ...envelope,
  action: 'requested_action',
  check_run: { id: 42, external_id: 'x' },
  requested_action: { identifier: 'rekey-revoke' },
};
const task = {
  installationId: 7,
  repository: { id: 11, owner: 'acme', name: 'app' },
  person: { id: 5, login: 'octo' },
};

describe('commentCommandTask', () => {
  it('keeps ids and the name of what is asked, and nothing of the text', () => {
    const body = 'Secret plans.\n/rekey decline the reason';
    const made = commentCommandTask({ ...written, comment: { ...comment, body } });
    expect(made).toEqual({ kind: 'comment-command', ...task, issue: 3, comment: 99, verb: 'decline' });
  });

  it.each<[string, object]>([
    ['an edit', { ...written, action: 'edited' }],
    ['a bot', { ...written, sender: { id: 5, login: 'renovate[bot]', type: 'Bot' } }],
    ['a bot that claims to be a person', { ...written, sender: { ...envelope.sender, login: 'x[bot]' } }],
    ['an organisation', { ...written, sender: { ...envelope.sender, type: 'Organization' } }],
    [
      'an App in the name of a person',
      { ...written, comment: { ...comment, performed_via_github_app: { id: 1 } } },
    ],
    ['a comment of somebody else', { ...written, comment: { ...comment, user: { id: 6 } } }],
    ['a pull request', { ...written, issue: { number: 3, pull_request: { url: 'x' } } }],
    ['what does not speak to Rekey', { ...written, comment: { ...comment, body: 'rekey approve' } }],
    ['no installation', { ...written, installation: undefined }],
    ['no sender', { ...written, sender: undefined }],
    ['a login that is none', { ...written, sender: { ...envelope.sender, login: 'a/../b' } }],
    ['an empty payload', {}],
  ])('makes no job of %s', (_name, payload) => {
    expect(commentCommandTask(payload)).toBeUndefined();
  });
});

describe('buttonTask', () => {
  it('keeps ids and the name of what is asked', () => {
    expect(buttonTask(pressed)).toEqual({ kind: 'button', ...task, checkRun: 42, verb: 'revoke' });
  });

  it.each<[string, object]>([
    ['another button', { ...pressed, requested_action: { identifier: 'approve' } }],
    [
      'the name of a property that every object has',
      { ...pressed, requested_action: { identifier: 'constructor' } },
    ],
    ['a bot', { ...pressed, sender: { ...envelope.sender, type: 'Bot' } }],
    ['a re-run', { ...pressed, action: 'rerequested' }],
    ['an empty payload', {}],
  ])('makes no job of %s', (_name, payload) => {
    expect(buttonTask(payload)).toBeUndefined();
  });
});
