import { describe, expect, it } from '@jest/globals';
import {
  policyCheckMark,
  policyRunRerequest,
  policySuiteRerequest,
} from '../../../src/sources/policy-check-task.ts';
import { runRerequest } from '../../../src/sources/rerequest-task.ts';

const HEAD = 'a'.repeat(40);
const base = {
  action: 'rerequested',
  installation: { id: 7 },
  repository: { id: 11, name: 'app', owner: { login: 'octo' }, private: true, default_branch: 'main' },
};
const suite = (changes: object = {}) => ({ ...base, check_suite: { head_sha: HEAD }, ...changes });
const run = (external_id: string) => ({
  ...base,
  check_run: { head_sha: HEAD, external_id, check_suite: { head_sha: HEAD, before: null } },
});
const again = {
  kind: 'check-policy',
  installationId: 7,
  repository: { id: 11, owner: 'octo', name: 'app', private: true, defaultBranch: 'main' },
  head: HEAD,
  ofFork: false,
  again: true,
};

describe('a check run of a policy that is asked for again', () => {
  it('is known by its mark, and by its suite', () => {
    expect(policyRunRerequest(run(policyCheckMark(HEAD)))).toEqual(again);
    expect(policySuiteRerequest(suite())).toEqual(again);
  });

  it('is not taken for the check of a commit, nor that one for it', () => {
    expect(runRerequest(run(policyCheckMark(HEAD)))).toBeUndefined();
    expect(policyRunRerequest(run(HEAD))).toBeUndefined();
    expect(policyRunRerequest(run(policyCheckMark('b'.repeat(40))))).toBeUndefined();
    expect(runRerequest(run(HEAD))).toMatchObject({ kind: 'rescan' });
  });

  it.each([{ action: 'completed' }, { installation: undefined }, { check_suite: { head_sha: 'x' } }])(
    'is nothing with %p',
    (changes) => {
      expect(policySuiteRerequest(suite(changes))).toBeUndefined();
    },
  );

  it.each([undefined, null, 7, 'x', {}])('is nothing in %p', (payload) => {
    expect([policySuiteRerequest(payload), policyRunRerequest(payload)]).toEqual([undefined, undefined]);
  });
});
