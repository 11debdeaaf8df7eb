import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import type { CheckRunRecord } from '../../demo/world/github/github-world.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { IN_HALF_A_YEAR, ignoring, policyStory, type PolicyStory } from '../support/policy-checks.ts';
import { checkOf, policyCheckOf, requestsSince } from '../support/story.ts';
import { settled as idle } from '../support/settled.ts';
import { until } from '../support/until.ts';

const PATH = '.github/rekey.yml';
const APP = { owner: 'octo', repo: 'app' } as const;
const OPEN = { owner: 'octo', repo: 'open' } as const;
const ORGANISATION = { owner: 'acme', repo: '.github' } as const;
const PRIVATE = { owner: 'acme', repo: 'hidden-name' } as const;

let world: Surroundings;
let rekey: RekeyProcess;
let story: PolicyStory;

beforeAll(async () => {
  world = await startSurroundings({
    users: ['octo', 'ada'],
    orgs: ['acme', 'corp'].map((login) => ({ login, members: ['octo'] })),
    repositories: [
      { owner: 'octo', name: 'app', private: true },
      { owner: 'octo', name: 'open', private: false },
      { owner: 'acme', name: '.github', private: false },
      { owner: 'acme', name: 'hidden-name', private: true },
      { owner: 'corp', name: '.github', private: true },
      { owner: 'corp', name: 'unseen', private: true },
    ],
  });
  rekey = await world.startRekey();
  story = policyStory(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const summaryOf = ({ output }: CheckRunRecord): string => output.summary ?? '';

describe('a policy file with errors', () => {
  it.each(['main', 'topic'])('that is pushed to %s gets them at its lines', async (branch) => {
    const sha = await story.pushed(
      APP,
      { [PATH]: `mode: observe\nmoode: ${branch}\n${ignoring('a/**', 'later')}` },
      branch,
    );
    const check = await policyCheckOf(world, sha, APP);
    expect(check).toMatchObject({ conclusion: 'failure', output: { title: 'The policy has 2 errors' } });
    expect(check.annotations).toEqual([
      expect.objectContaining({ path: PATH, start_line: 2, annotation_level: 'failure' }),
      expect.objectContaining({ path: PATH, start_line: 4, annotation_level: 'failure' }),
    ]);
    expect(summaryOf(check)).toContain('The last good policy stays in force');
    expect(await checkOf(world, sha, APP)).toMatchObject({ conclusion: 'success', annotations: [] });
  });

  it.each(['fork', 'branch'] as const)('that a %s proposes gets them at its lines', async (from) => {
    const head = await story.proposed(APP, from, {
      [PATH]: `ignore:\n  - { path: a, until: ${IN_HALF_A_YEAR} }\n`,
    });
    const check = await policyCheckOf(world, head, APP);
    expect(check).toMatchObject({ conclusion: 'failure', output: { title: 'The policy has 1 error' } });
    expect(check.annotations).toEqual([expect.objectContaining({ path: PATH, start_line: 2 })]);
    await story.settle(APP);
    expect(await story.checks(APP, head)).toHaveLength(1);
  });

  it('of the organisation is checked in its repository', async () => {
    const head = await story.proposed(ORGANISATION, 'branch', { [PATH]: 'mode: strict\n' });
    const check = await policyCheckOf(world, head, ORGANISATION);
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.annotations).toEqual([expect.objectContaining({ path: PATH, start_line: 1 })]);
  });
});

describe('a policy file without errors', () => {
  beforeAll(async () => {
    await story.pushed(APP, { [PATH]: 'mode: enforce\n', 'docs/made-up.txt': 'x\n' });
    for (const name of ['one', 'two']) await story.openLeak(APP, `fixtures/${name}/.mcp.json`);
  });

  it('says how many open incidents it would ignore, and that it is not in force', async () => {
    const head = await story.proposed(APP, 'branch', {
      [PATH]: ignoring('fixtures/**') + ignoring('nowhere/**').slice(8),
    });
    const check = await policyCheckOf(world, head, APP);
    expect(check).toMatchObject({
      conclusion: 'success',
      annotations: [],
      output: { title: '2 open incidents would be ignored' },
    });
    expect(summaryOf(check)).toContain('The policy in force is that of the default branch.');
    expect(summaryOf(check)).toContain(
      `\`ignore\`: a new rule for \`fixtures/**\`, until ${IN_HALF_A_YEAR}.`,
    );
    expect(summaryOf(check)).toContain('`nowhere/**` covers no file of this commit');
  });

  it('says none of it to a fork, whose author need not see what was reported', async () => {
    const head = await story.proposed(APP, 'fork', { [PATH]: `${ignoring('fixtures/**')}# fork\n` });
    const { output } = await policyCheckOf(world, head, APP);
    expect(output.title).toBe('1 setting would change');
  });

  it('says so in the present once it is the policy, and what counts again when it goes', async () => {
    const merged = await story.pushed(APP, { [PATH]: ignoring('fixtures/**') });
    expect(await policyCheckOf(world, merged, APP)).toMatchObject({
      output: { title: '2 open incidents are now ignored' },
    });
    const head = await story.proposed(APP, 'branch', { [PATH]: null });
    const check = await policyCheckOf(world, head, APP);
    expect(check.output.title).toBe('2 open incidents that were ignored would count again');
    expect(summaryOf(check)).toContain('The file is gone');
  });

  it('is written again when somebody asks, in the same check run', async () => {
    const head = await story.proposed(APP, 'branch', { [PATH]: 'scope: all\n' });
    const before = await policyCheckOf(world, head, APP);
    expect(before.output.title).toBe('2 open incidents that were ignored would count again');
    await story.pushed(APP, { [PATH]: 'logs: delete\n' });
    await story.settle(APP);
    const suite = before['check_suite'] as { id: number };
    await world.github.call('POST', `/repos/octo/app/check-suites/${suite.id}/rerequest`);
    await until(
      async () => (await policyCheckOf(world, head, APP)).output.title === '2 settings would change',
      25_000,
    );
    const again = await policyCheckOf(world, head, APP);
    expect(again.id).toBe(before.id);
    await world.github.call('POST', `/repos/octo/app/check-runs/${again.id}/rerequest`);
    await until(async () => (await story.checks(APP, head))[0]?.status === 'completed');
    expect(await policyCheckOf(world, head, APP)).toMatchObject({ id: before.id, conclusion: 'success' });
  });

  it('is written once though the answer is lost', async () => {
    await idle(world, rekey, 'later');
    const index = world.github.requests.length;
    world.github.fault({
      match: ({ method, path, body }) =>
        method === 'POST' && path.endsWith('/check-runs') && JSON.stringify(body).includes('Rekey policy'),
      kind: 'lost-answer',
    });
    const head = await story.proposed(APP, 'fork', { [PATH]: 'artifacts: scan\n' });
    await until(async () =>
      requestsSince(world, index).some((request) => request.startsWith('PATCH /repos/octo/app/check-runs/')),
    );
    await story.settle(APP);
    expect(await story.checks(APP, head)).toMatchObject([{ conclusion: 'success' }]);
  });

  it('costs six requests where it is proposed', async () => {
    await idle(world, rekey, 'later');
    const index = world.github.requests.length;
    const head = await story.proposed(APP, 'fork', { [PATH]: ignoring('docs/**') });
    await policyCheckOf(world, head, APP);
    expect(requestsSince(world, index).slice(3).toSorted()).toEqual([
      'GET /repos/octo/.github/contents/.github%2Frekey.yml',
      'GET /repos/octo/app/contents/.github%2Frekey.yml',
      'GET /repos/octo/app/contents/.github%2Frekey.yml',
      `GET /repos/octo/app/git/trees/${head}`,
      'POST /repos/octo/app/check-runs',
    ]);
  });

  it('costs nothing where no policy is touched', async () => {
    await idle(world, rekey, 'later');
    const index = world.github.requests.length;
    const head = await story.proposed(APP, 'fork', { 'readme.txt': 'x\n' });
    await checkOf(world, head, APP);
    expect(requestsSince(world, index)).toEqual([
      `GET /repos/octo/app/compare/main...${head}`,
      `GET /repos/octo/app/commits/${head}`,
      'POST /repos/octo/app/check-runs',
    ]);
    await story.settle(APP);
    expect(await story.checks(APP, head)).toEqual([]);
  });
});

describe('a public repository', () => {
  const path = 'deep/secret-path/.mcp.json';
  beforeAll(() => story.openLeak(OPEN, path));

  it.each(['fork', 'branch'] as const)(
    'does not learn from a %s which path holds a credential',
    async (from) => {
      const summaries = [];
      for (const glob of ['deep/**', 'docs/**']) {
        const head = await story.proposed(OPEN, from, { [PATH]: ignoring(glob) });
        const check = await policyCheckOf(world, head, OPEN);
        expect(check).toMatchObject({ conclusion: 'success', output: { title: '1 setting would change' } });
        summaries.push(
          summaryOf(check)
            .replaceAll(glob, 'GLOB')
            .replace(/^- `GLOB` covers no file.*$/m, ''),
        );
      }
      const [held, other] = summaries.map((text) => text.split('### Ignore rules')[0]?.trim());
      expect(held).toBe(other);
      expect(summaries[0]).toContain('is not said where people read who may not see them all');
    },
  );
});

describe('the policy of an organisation', () => {
  it('is counted over all of its repositories, names none of them, and says what it overrules', async () => {
    await story.openLeak(PRIVATE, 'deploy/.mcp.json');
    const policy = 'mode: enforce\nrevoke: { default: ask }\n';
    const merged = await story.pushed(ORGANISATION, { [PATH]: policy });
    const check = await policyCheckOf(world, merged, ORGANISATION);
    expect(check).toMatchObject({ conclusion: 'success', output: { title: '1 setting changed' } });
    expect(summaryOf(check)).toContain('It is the policy of the organisation');
    expect(JSON.stringify(check)).not.toMatch(/hidden-name|deploy/);

    const own = 'mode: observe\nrevoke: { default: never, production: auto }\n' + ignoring('deploy/**');
    const overruled = await policyCheckOf(
      world,
      await story.proposed(PRIVATE, 'branch', { [PATH]: own }),
      PRIVATE,
    );
    expect(overruled).toMatchObject({ conclusion: 'success' });
    for (const sentence of [
      '`mode` has no effect: the organisation’s policy says `enforce`.',
      '`revoke.default` has no effect: the organisation’s policy says `ask`.',
      '`ignore` has no effect: the organisation’s policy decides it.',
    ])
      expect(summaryOf(overruled)).toContain(sentence);
    expect(overruled.output.title).toBe('1 setting would change');
  });

  it.each(['fork', 'branch'] as const)(
    'tells a %s of its private repository no path of another repository',
    async (from) => {
      const [home, unseen] = ['.github', 'unseen'].map((repo) => ({ owner: 'corp', repo }) as const);
      if (!home || !unseen) return;
      await story.openLeak(unseen, `${from}/.mcp.json`);
      const head = await story.proposed(home, from, { [PATH]: ignoring(`${from}/**`) });
      expect((await policyCheckOf(world, head, home)).output.title).toBe('1 setting would change');
    },
  );

  it('releases what waits, in numbers', async () => {
    await story.openLeak(PRIVATE, 'waits/.mcp.json');
    // The same number, whichever place a rule beside it would hide.
    for (const glob of ['waits/**', 'nowhere/**']) {
      const head = await story.proposed(ORGANISATION, 'branch', {
        [PATH]: `mode: enforce\nrevoke: { default: auto }\n${ignoring(glob)}`,
      });
      expect((await policyCheckOf(world, head, ORGANISATION)).output.title).toBe(
        '1 waiting credential would be revoked without asking when seen again',
      );
    }
    expect(world.github.violations).toEqual([]);
  });
});
