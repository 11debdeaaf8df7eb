import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { LogTask, logTask } from '../../../src/sources/run-task.ts';
import { githubPat } from '../../support/credentials.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

const require = createRequire(import.meta.url);
const all = require('@octokit/webhooks-examples') as readonly Example[];
const runs = all.find(({ name }) => name === 'workflow_run')?.examples ?? [];
const completed = runs.find(({ action }) => action === 'completed');
const payload = (more: Record<string, unknown> = {}) => ({ ...completed, installation: { id: 7 }, ...more });

describe('logTask', () => {
  it('holds ids and names of a run that ended', () => {
    const task = logTask(payload());
    expect(task).toEqual({
      kind: 'scan-log',
      installationId: 7,
      repository: {
        id: 283_462_325,
        owner: 'Codertocat',
        name: 'Hello-World',
        private: expect.any(Boolean),
        defaultBranch: 'main',
      },
      run: expect.any(Number),
      attempt: 1,
      head: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(LogTask.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
  });

  it('knows who began it by a login, and by nothing else', () => {
    const run = Object(completed?.['workflow_run']);
    const began = (more: object) => logTask(payload({ workflow_run: { ...run, ...more } }))?.author;
    expect(began({ actor: { login: 'octo' }, triggering_actor: { login: 'renovate[bot]' } })).toBe(
      'renovate[bot]',
    );
    expect(began({ actor: { login: 'octo' }, triggering_actor: null })).toBe('octo');
    expect(began({ actor: { login: 'a@b.dev' }, triggering_actor: 7 })).toBeUndefined();
  });

  it.each([
    ['push', 1, undefined],
    ['schedule', 1, undefined],
    ['pull_request', 1, undefined],
    ['pull_request', 2, { id: 5, login: 'mona' }],
    ['pull_request', null, { id: 5, login: 'mona' }],
    ['pull_request_target', 1, { id: 5, login: 'mona' }],
    ['issue_comment', 1, { id: 5, login: 'mona' }],
    ['workflow_run', 1, { id: 5, login: 'mona' }],
    ['something new', 1, { id: 5, login: 'mona' }],
    [undefined, 1, { id: 5, login: 'mona' }],
  ])('knows of %s (head in %s) who may have no right to write', (event, head, outsider) => {
    const own = 283_462_325;
    const run = {
      ...Object(completed?.['workflow_run']),
      event,
      head_repository: head === null ? null : { id: head === 1 ? own : head },
      triggering_actor: { id: 6, login: 'maintainer' },
    };
    const of = (actor: unknown) => logTask(payload({ workflow_run: { ...run, actor } }))?.outsider;
    expect(of({ id: 5, login: 'mona' })).toEqual(outsider);
    // Nobody is known: not an insider.
    for (const actor of [null, { login: 'mona' }, { id: 5, login: 'a b' }])
      expect(of(actor)).toBe(outsider === undefined ? undefined : null);
  });

  it('takes a credential out of the name of a branch', () => {
    const token = githubPat();
    const named = payload({
      repository: { ...Object(completed?.['repository']), default_branch: `b-${token}` },
    });
    expect(JSON.stringify(logTask(named))).not.toContain(token.slice(8, 20));
  });

  it.each([
    ['a run that begins', payload({ action: 'requested' })],
    ['a run that goes on', payload({ action: 'in_progress' })],
    ['one of no installation', { ...completed }],
    ['one without a run', payload({ workflow_run: undefined })],
    ['one with an id that is none', payload({ workflow_run: { id: -1, head_sha: 'a'.repeat(40) } })],
    ['one with a commit that is none', payload({ workflow_run: { id: 1, head_sha: '../x' } })],
    ['nothing', undefined],
    ['text', 'completed'],
  ])('makes no job of %s', (_, hostile) => {
    expect(logTask(hostile)).toBeUndefined();
  });
});
