import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { ReadVariablesTask, variablesTask } from '../../../../src/sources/variables/variables-task.ts';
import { githubPat } from '../../../support/credentials.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}
const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[];
const of = (event: string) =>
  (examples.find(({ name }) => name === event)?.examples ?? []).map((one) => ({
    ...one,
    installation: { id: 7 },
  }));

describe('variablesTask', () => {
  it.each(['workflow_run', 'workflow_job'])('reads when %s begins, at its head commit', (event) => {
    for (const payload of of(event)) {
      const task = variablesTask(payload);
      const action = (payload as Record<string, unknown>)['action'];
      expect(task !== undefined).toBe(action !== 'completed');
      expect(task === undefined || /^[0-9a-f]{40}$/.test(task.head ?? '')).toBe(true);
    }
  });

  it('reads at a dispatch, of which no commit is known', () => {
    const tasks = of('workflow_dispatch').map(variablesTask);
    expect(tasks.length).toBeGreaterThan(0);
    for (const task of tasks) expect(task).toMatchObject({ kind: 'read-variables', shared: true });
    expect(tasks.every((task) => task && !('head' in task))).toBe(true);
  });

  it('holds nothing but ids and names, and no branch that is named after a token', () => {
    const token = githubPat();
    const payload = of('workflow_run').find((one) => (one as { action?: string }).action === 'requested');
    const repository = { ...(payload as { repository?: object }).repository, default_branch: token };
    const task = variablesTask({ ...payload, repository });
    expect(JSON.stringify(task)).not.toContain(token);
    expect(ReadVariablesTask.parse(JSON.parse(JSON.stringify(task)))).toEqual(task);
  });

  it.each([undefined, null, 1, 'x', {}, { action: 'requested' }, { installation: { id: 1 }, repository: 3 }])(
    'is nothing for %j',
    (payload) => {
      expect(variablesTask(payload)).toBeUndefined();
    },
  );
});
