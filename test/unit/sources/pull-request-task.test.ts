import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MergeGroupTask, mergeGroupTask } from '../../../src/sources/merge-group-task.ts';
import { PullRequestTask, pullRequestTask } from '../../../src/sources/pull-request-task.ts';
import { RescanTask, runRerequest, suiteRerequest } from '../../../src/sources/rerequest-task.ts';
import { githubPat } from '../../support/credentials.ts';

const ZERO = '0'.repeat(40);
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const HOOK = { id: 5, name: 'demo', private: true, owner: { login: 'octo' }, default_branch: 'main' };
const REPOSITORY = { id: 5, owner: 'octo', name: 'demo', private: true, defaultBranch: 'main' };
const FORK = { ...HOOK, id: 6, owner: { login: 'stranger' } };
const BASE = { installation: { id: 7 }, repository: HOOK };

/** GitHub's own examples; read as a file because Jest cannot import JSON through a package. */
const EXAMPLES = z
  .array(z.object({ name: z.string(), examples: z.array(z.looseObject({ action: z.string().optional() })) }))
  .parse(
    JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@octokit/webhooks-examples'), 'utf8')),
  );
const examplesOf = (name: string) => EXAMPLES.find((one) => one.name === name)?.examples ?? [];
const actionsWith = (name: string, project: (payload: unknown) => unknown) =>
  new Set(
    examplesOf(name)
      .filter((payload) => project({ ...payload, installation: { id: 7 } }) !== undefined)
      .map(({ action }) => action),
  );

function pull(changes: { action?: string; head?: object; base?: object; changes?: object } = {}): object {
  const { action = 'opened', head, base, ...more } = changes;
  return {
    ...BASE,
    action,
    number: 9,
    pull_request: {
      number: 9,
      title: 'text of a person',
      body: 'more text',
      head: { ref: 'topic', sha: A, repo: HOOK, ...head },
      base: { ref: 'main', sha: B, repo: HOOK, ...base },
    },
    ...more,
  };
}

describe('pullRequestTask', () => {
  it('keeps ids and names, and nothing that people wrote', () => {
    const task = pullRequestTask(pull());
    expect(task).toEqual({
      kind: 'pull-request',
      installationId: 7,
      repository: REPOSITORY,
      number: 9,
      head: A,
      headRef: 'topic',
      base: B,
      baseRef: 'main',
    });
    expect(PullRequestTask.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
  });

  it.each([
    ['a fork', FORK],
    ['a deleted fork', null],
    ['a fork in another form', 'x'],
  ])('is that of the base repository when the head is in %s', (_, repo) => {
    const task = pullRequestTask(pull({ head: { repo } }));
    expect(task).toMatchObject({ repository: REPOSITORY, head: A, baseRef: 'main' });
    expect(task).not.toHaveProperty('headRef');
  });

  it.each([
    ['opened', {}, true],
    ['synchronize', {}, true],
    ['reopened', {}, true],
    ['edited', { changes: { base: { ref: { from: 'old' } } } }, true],
    ['edited', { changes: { title: { from: 'old' } } }, false],
    ['closed', {}, false],
    ['labeled', {}, false],
    ['unlocked', {}, false],
  ])('%s with %p is news: %p', (action, changes, expected) => {
    expect(pullRequestTask(pull({ action, ...changes })) !== undefined).toBe(expected);
  });

  it('takes a credential out of the names of branches', () => {
    const token = githubPat();
    const task = pullRequestTask(pull({ head: { ref: `h-${token}` }, base: { ref: `b-${token}` } }));
    expect(task).toBeDefined();
    expect(JSON.stringify(task)).not.toContain(token.slice(8, 20));
  });

  it.each([
    [undefined],
    [{}],
    [{ ...pull(), installation: undefined }],
    [pull({ head: { sha: '../../x' } })],
    [pull({ base: { sha: 7 } })],
  ])('has nothing to do for %p', (payload) => {
    expect(pullRequestTask(payload)).toBeUndefined();
  });

  it("takes GitHub's own examples", () => {
    expect(actionsWith('pull_request', pullRequestTask)).toEqual(
      new Set(['opened', 'synchronize', 'reopened']),
    );
  });
});

describe('mergeGroupTask', () => {
  const group = { head_sha: A, base_sha: B, head_ref: 'refs/heads/gh-readonly-queue/main/pr-1-x' };

  it('keeps the two ends', () => {
    const task = mergeGroupTask({ ...BASE, action: 'checks_requested', merge_group: group });
    expect(task).toEqual({
      kind: 'merge-group',
      installationId: 7,
      repository: REPOSITORY,
      head: A,
      base: B,
    });
    expect(MergeGroupTask.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
  });

  it.each([
    [{ ...BASE, action: 'destroyed', merge_group: group }],
    [{ ...BASE, action: 'checks_requested', merge_group: { ...group, head_sha: 'x' } }],
    [{ action: 'checks_requested', merge_group: group, repository: HOOK }],
    [null],
  ])('has nothing to do for %p', (payload) => {
    expect(mergeGroupTask(payload)).toBeUndefined();
  });

  it("takes GitHub's own examples", () => {
    expect(actionsWith('merge_group', mergeGroupTask)).toEqual(new Set(['checks_requested']));
  });
});

describe('a check that is asked for again', () => {
  const named = (repo: object, head: object = HOOK) => ({
    number: 9,
    head: { ref: 'topic', sha: A, repo: head },
    base: { ref: 'main', sha: B, repo },
  });
  const suite = { head_sha: A, before: B, after: A, pull_requests: [named(HOOK), named(FORK), 'x'] };
  const run = { head_sha: A, external_id: A, name: 'Rekey', check_suite: suite, pull_requests: [] };

  it('is that of its suite: where the branch stood, and the pull requests to this repository', () => {
    const task = suiteRerequest({ ...BASE, action: 'rerequested', check_suite: suite });
    expect(task).toEqual({
      kind: 'rescan',
      installationId: 7,
      repository: REPOSITORY,
      head: A,
      before: B,
      pulls: [{ number: 9, headRef: 'topic', base: B, baseRef: 'main' }],
    });
    expect(RescanTask.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
    expect(runRerequest({ ...BASE, action: 'rerequested', check_run: run })).toEqual(task);
  });

  it.each([
    ['null', null],
    ['zeros', ZERO],
    ['nonsense', 'x'],
  ])('knows no earlier commit from %s', (_, before) => {
    const task = suiteRerequest({ ...BASE, action: 'rerequested', check_suite: { ...suite, before } });
    expect(task).toMatchObject({ head: A });
    expect(task).not.toHaveProperty('before');
  });

  it.each([
    ['a suite that is only requested', 'check_suite', 'requested', suite],
    ['a suite that ends', 'check_suite', 'completed', suite],
    ['a run that is made', 'check_run', 'created', run],
    ['a button of a run', 'check_run', 'requested_action', run],
    ['a run of another app', 'check_run', 'rerequested', { ...run, external_id: '' }],
  ])('is nothing for %s', (_, event, action, subject) => {
    const payload = { ...BASE, action, [event]: subject };
    expect(suiteRerequest(payload)).toBeUndefined();
    expect(runRerequest(payload)).toBeUndefined();
  });

  it("takes GitHub's own examples; no run in them is ours", () => {
    expect(actionsWith('check_suite', suiteRerequest)).toEqual(new Set(['rerequested']));
    expect(actionsWith('check_run', runRerequest)).toEqual(new Set());
    const ours = examplesOf('check_run').find(({ action }) => action === 'rerequested');
    const checkRun = z.looseObject({ head_sha: z.string() }).parse(ours?.['check_run']);
    const marked = { ...ours, ...BASE, check_run: { ...checkRun, external_id: checkRun.head_sha } };
    expect(runRerequest(marked)).toMatchObject({ kind: 'rescan', head: checkRun.head_sha });
  });
});
