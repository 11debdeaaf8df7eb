import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { pushTask, pushTaskSchema } from '../../../src/sources/push-task.ts';

const ZERO = '0'.repeat(40);
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);

const REPOSITORY = { id: 5, name: 'demo', private: true, owner: { login: 'octo' }, default_branch: 'main' };

/** GitHub's own examples; read as a file because Jest cannot import JSON through a package. */
const EXAMPLES = z
  .array(z.object({ name: z.string(), examples: z.array(z.looseObject({ after: z.string().optional() })) }))
  .parse(
    JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@octokit/webhooks-examples'), 'utf8')),
  );

function payload(changes: object = {}): object {
  return {
    ref: 'refs/heads/main',
    before: A,
    after: C,
    repository: REPOSITORY,
    sender: { login: 'octo' },
    installation: { id: 7 },
    commits: [
      { id: B, message: 'one', added: ['a.txt'], modified: [], removed: [] },
      { id: C, message: 'two', added: [], modified: ['b.txt'], removed: [] },
    ],
    ...changes,
  };
}

function commit(lists: object): object {
  return { commits: [{ id: C, ...lists }] };
}

describe('pushTask', () => {
  it('keeps ids and names of a push, in order, and nothing that people wrote', () => {
    expect(pushTask(payload())).toEqual({
      kind: 'push',
      installationId: 7,
      pusher: 'octo',
      repository: { id: 5, owner: 'octo', name: 'demo', private: true, defaultBranch: 'main' },
      ref: 'refs/heads/main',
      before: A,
      after: C,
      head: C,
      created: false,
      forced: false,
      commits: [B, C],
      truncated: false,
      touchesPolicy: false,
    });
    expect(JSON.stringify(pushTask(payload()))).not.toMatch(/one|b\.txt/);
  });

  it('survives the queue as JSON', () => {
    const task = pushTask(payload());
    expect(pushTaskSchema.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
  });

  it.each([
    ['a deleted ref', { after: ZERO }],
    ['a ref that says it is deleted', { deleted: true }],
    ['no installation', { installation: undefined }],
    ['no owner', { repository: { ...REPOSITORY, owner: {} } }],
    ['a ref that is none', { ref: 'main' }],
    ['an id that is none', { after: '../../x' }],
  ])('has nothing to read for %s', (_, changes) => {
    expect(pushTask(payload(changes))).toBeUndefined();
  });

  it.each([[undefined], [null], ['push'], [[]], [{}]])('has nothing to read in %p', (value) => {
    expect(pushTask(value)).toBeUndefined();
  });

  it('knows a new branch by the zeros and by the flag', () => {
    expect(pushTask(payload({ before: ZERO }))?.created).toBe(true);
    expect(pushTask(payload({ created: true }))?.created).toBe(true);
  });

  it('makes the check on the commit of an annotated tag, not on the tag object', () => {
    const tag = pushTask(payload({ ref: 'refs/tags/v1', after: B, head_commit: { id: C }, commits: [] }));
    expect(tag).toMatchObject({ after: B, head: C, commits: [], truncated: false });
  });

  it('says when the list of commits is missing or may have been cut', () => {
    const commits = Array.from({ length: 2048 }, () => ({ id: C }));
    expect(pushTask(payload({ commits: undefined }))).toMatchObject({ truncated: true, commits: [] });
    expect(pushTask(payload({ commits }))?.truncated).toBe(true);
    expect(pushTask(payload({ commits: commits.slice(1) }))?.truncated).toBe(false);
  });

  it('takes a repository of unknown visibility for public', () => {
    expect(pushTask(payload({ repository: { ...REPOSITORY, private: undefined } }))?.repository.private).toBe(
      false,
    );
  });

  const policy = ['.github/rekey.yml'];
  it.each([
    ['adds', commit({ added: policy, modified: [], removed: [] }), true],
    ['modifies', commit({ added: [], modified: policy, removed: [] }), true],
    ['removes', commit({ added: [], modified: [], removed: policy }), true],
    ['names no files', commit({}), true],
    ['has no list of commits', { commits: undefined }, true],
    ['is forced', { forced: true }, true],
    ['touches other files', commit({ added: ['x/.github/rekey.yml'], modified: [], removed: [] }), false],
    [
      'is on another branch',
      { ref: 'refs/heads/x', ...commit({ added: policy, modified: [], removed: [] }) },
      false,
    ],
    ['is on a tag named like the branch', { ref: 'refs/tags/main', ...commit({}) }, false],
  ])('tells whether the policy may have changed: a push that %s', (_, changes, expected) => {
    expect(pushTask(payload(changes))?.touchesPolicy).toBe(expected);
  });

  it.each([
    [
      'on another branch',
      { ref: 'refs/heads/x', ...commit({ added: policy, modified: [], removed: [] }) },
      true,
    ],
    ['on the default branch', commit({ added: [], modified: policy, removed: [] }), true],
    ['away from a branch', { ref: 'refs/heads/x', ...commit({ added: [], removed: policy }) }, true],
    ['nowhere', { ref: 'refs/heads/x', ...commit({ added: ['a'], modified: [], removed: [] }) }, undefined],
    ['perhaps', { ref: 'refs/heads/x', forced: true, ...commit({}) }, undefined],
    ['on a tag', { ref: 'refs/tags/v1', ...commit({ added: policy }) }, undefined],
  ])('tells whether a commit names the policy: a push that brings it %s', (_, changes, expected) => {
    expect(pushTask(payload(changes))?.bringsPolicy).toBe(expected);
  });

  it.each([
    ['names a configuration', commit({ added: ['sub/.mcp.json'], modified: [], removed: [] }), true],
    ['removes a workflow', commit({ added: [], modified: [], removed: ['.github/workflows/ci.yml'] }), true],
    ['changes the owners', commit({ added: [], modified: ['.github/CODEOWNERS'], removed: [] }), true],
    ['changes other files', commit({ added: ['src/a.ts'], modified: ['README.md'], removed: [] }), undefined],
    ['is on another branch', { ref: 'refs/heads/x', ...commit({ added: ['.mcp.json'] }) }, undefined],
    ['rewrites the branch', { forced: true, ...commit({ added: [], modified: [], removed: [] }) }, true],
    ['does not list its commits', { commits: undefined }, true],
  ])('tells whether the register may have changed: a push that %s', (_, changes, expected) => {
    expect(pushTask(payload(changes))?.touchesRegister).toBe(expected);
  });

  it("reads GitHub's own example payloads, once they have an installation", () => {
    const pushes = EXAMPLES.find(({ name }) => name === 'push')?.examples ?? [];
    const deleted = pushes.map(({ after }) => after === ZERO);
    const tasks = pushes.map((example) => pushTask({ ...example, installation: { id: 7 } }));
    expect(pushes.length).toBeGreaterThan(3);
    expect(tasks.map((task) => task === undefined)).toEqual(deleted);
  });
});
