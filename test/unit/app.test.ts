import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { routeWebhook } from '../../src/app.ts';
import { GITHUB_TASKS } from '../../src/jobs/queue/github-tasks.ts';
import { githubPat } from '../support/credentials.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

const require = createRequire(import.meta.url);
const examples = require('@octokit/webhooks-examples') as readonly Example[];
const manifest = parse(readFileSync(fileURLToPath(new URL('../../app.yml', import.meta.url)), 'utf8')) as {
  default_events: string[];
};
// The package has no example of these; the tests of their projections have.
const WITHOUT_EXAMPLE = new Set(['secret_scanning_alert']);
// Sent to every App, whether its manifest names them or not.
const ALWAYS = ['installation', 'installation_repositories', 'github_app_authorization', 'ping', 'meta'];

const cases = examples
  .filter(({ name }) => [...manifest.default_events, ...ALWAYS].includes(name))
  .flatMap(({ name, examples: payloads }) =>
    payloads.map((payload, index) => [name, index, { ...payload, installation: { id: 7 } }] as const),
  );

describe('routeWebhook', () => {
  it('has examples of every event that app.yml names', () => {
    expect(new Set(cases.map(([name]) => name))).toEqual(
      new Set([
        ...manifest.default_events.filter((name) => !WITHOUT_EXAMPLE.has(name)),
        ...ALWAYS.filter((name) => examples.some((example) => example.name === name)),
      ]),
    );
  });

  it.each(cases)('takes %s example %i', (name, _index, payload) => {
    const { delivery, jobs } = routeWebhook('d', name, payload);
    expect(delivery).toMatchObject({ id: 'd', event: name, installationId: 7 });
    const deleted = name === 'push' && (payload as Record<string, unknown>)['deleted'] === true;
    // What becomes of each action of the other events is held by the tests of their projections.
    const isOne = name === 'push' || name === 'repository';
    expect(jobs).toHaveLength(isOne ? Number(!deleted) : jobs.length);
    for (const job of jobs) {
      const lane = name.startsWith('installation') ? 'installation/7' : '7';
      expect(job).toMatchObject({ queue: expect.stringMatching(/^(?:github|bulk)$/), lane });
      // What comes back from the database is what the worker accepts.
      const kind = 'kind' in job.data ? String(job.data.kind) : '';
      expect(GITHUB_TASKS.get(kind)?.schema.parse(JSON.parse(JSON.stringify(job.data)))).toEqual(job.data);
    }
  });

  it.each([
    ['an unknown event', 'sponsorship', { installation: { id: 1 } }],
    ['the name of a property that every object has', 'constructor', { installation: { id: 1 } }],
    ['a push that is none', 'push', { installation: { id: 1 }, ref: 7, commits: 'x' }],
    [
      'a push of no installation',
      'push',
      { ...cases.find(([name]) => name === 'push')?.[2], installation: undefined },
    ],
    ['ids that are none', 'push', { installation: { id: 'x' }, action: { $: 1 } }],
    ['an empty object', 'push', {}],
  ])('makes no job of %s', (_name, event, payload) => {
    expect(routeWebhook('d', event, payload).jobs).toEqual([]);
  });

  it('takes a credential out of a branch name', () => {
    const token = githubPat();
    const named = {
      ...cases.find(
        ([name, , payload]) => name === 'push' && JSON.stringify(payload).includes('"ref":"refs/heads/'),
      )?.[2],
      ref: `refs/heads/fix-${token}`,
      after: 'a'.repeat(40),
      deleted: false,
    };
    const { jobs } = routeWebhook('d', 'push', named);
    expect(jobs).toHaveLength(1);
    expect(JSON.stringify(jobs)).not.toContain(token.slice(8, 20));
  });

  it.each(cases)('takes a credential out of the default branch of %s example %i', (name, _index, payload) => {
    const token = githubPat();
    const repository = { ...(payload as { repository?: object }).repository, default_branch: `on-${token}` };
    const { jobs } = routeWebhook('d', name, { ...payload, repository });
    expect(JSON.stringify(jobs)).not.toContain(token.slice(8, 20));
  });
});
