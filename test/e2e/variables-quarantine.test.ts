import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { VariableToSet } from '../../demo/world/github/variable-actions.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { runStarts } from '../support/runs.ts';
import { checkOf, mcpConfig, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';
import {
  ACME,
  ACME_WORLD,
  commitWorkflow,
  failedCheck,
  readingWorkflow,
  slackToken,
} from '../support/variables.ts';

const WRITE = [
  'actions_variables',
  'agent_variables',
  'environments',
  'organization_actions_variables',
  'organization_agent_variables',
  'secrets',
  'agent_secrets',
  'organization_secrets',
  'organization_agent_secrets',
];

let world: Surroundings;
let rekey: RekeyProcess;

async function policy(extra: string): Promise<void> {
  const files = { '.github/rekey.yml': `${world.policy}${extra}` };
  await checkOf(world, await world.github.commitFiles({ ...ACME, files }), ACME);
}

beforeAll(async () => {
  world = await startSurroundings(ACME_WORLD);
  rekey = await world.startRekey();
  await trustIssuer(world, ACME);
  for (const permission of WRITE) world.github.setPermission(permission, 'write');
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const at = (where: object, name: string, value: string): VariableToSet => ({
  owner: 'acme',
  ...where,
  name,
  value,
});

/** Leaks by a run; resolves when the variable is gone. */
async function leak(variable: VariableToSet): Promise<string> {
  await world.github.setVariable(variable);
  const sha = await commitWorkflow(world, readingWorkflow(`vars.${variable.name}`));
  await runStarts(world, { ...ACME, sha });
  return sha;
}
const isGone = (variable: VariableToSet) =>
  until(() => world.github.variables(variable).every(({ name }) => name !== variable.name), 20_000);
const secretOf = (variable: VariableToSet) =>
  world.github.secrets(variable).find(({ name }) => name === variable.name);
const openIssues = async () =>
  (await world.github.listIssues(ACME)).filter(({ state }) => state === 'open').map(({ body }) => body ?? '');

describe('a push', () => {
  it('of a workflow that reads a variable with a live credential shows it at the step that uses it', async () => {
    const variable = at({ repo: 'app' }, 'SLACK_TOKEN', slackToken());
    const sha = await leak(variable);
    await failedCheck(world, sha, 1);
    const index = world.github.requests.length;
    const next = await world.github.commitFiles({
      ...ACME,
      files: { '.github/workflows/release.yml': readingWorkflow("vars['slack_token']") },
    });
    const check = await failedCheck(world, next, 1);
    expect(check.annotations).toEqual([
      expect.objectContaining({
        path: '.github/workflows/release.yml',
        start_line: 11,
        annotation_level: 'failure',
        message: expect.stringContaining('${{ secrets.SLACK_TOKEN }}'),
      }),
    ]);
    // Nothing was asked of GitHub for it but the commit.
    const asked = world.github.requests.slice(index).filter(({ method }) => method === 'GET');
    expect(asked.filter(({ path }) => !path.includes('/issues/'))).toHaveLength(1);
    // The policy says nothing, so the variable stays.
    expect(world.github.variables(variable).map(({ name }) => name)).toContain('SLACK_TOKEN');
    expect(world.github.violations).toEqual([]);
  });
});

describe('with `variables: quarantine` a live credential', () => {
  beforeAll(() => policy('variables: quarantine\n'));

  it.each<[string, object]>([
    ['of the repository', { repo: 'app' }],
    ['of an environment', { repo: 'app', environment: 'production' }],
    ['of the organisation', {}],
    ['of the organisation for some repositories', { repositories: ['app'] }],
    ['of the agents', { repo: 'app', family: 'agents' }],
    ['of the agents of the organisation', { family: 'agents', repositories: ['app'] }],
  ])('%s becomes a secret of the same name and scope', async (scope, where) => {
    const name = `MOVED_${scope.replaceAll(/\W/g, '_').toUpperCase()}`;
    const variable = at(where, name, slackToken());
    await leak(variable);
    await isGone(variable);
    const secret = secretOf(variable);
    expect(secret?.value).toBe(variable.value);
    const selected = 'repositories' in where;
    expect(secret?.visibility).toBe('repo' in where ? undefined : selected ? 'selected' : 'all');
    expect(secret?.selected?.length).toBe(selected ? 1 : undefined);
    await until(async () =>
      (await openIssues()).some((body) => body.includes(name) && body.includes('Variable deleted by Rekey')),
    );
    const issue = (await openIssues()).find((body) => body.includes(name));
    expect(issue).toContain('written as a secret of the same name');
    expect(issue).toContain('holds it no longer');
    expect(rekey.output()).not.toContain(variable.value);
    expect(world.github.violations).toEqual([]);
  });

  it('is moved with the whole configuration around it', async () => {
    const value = mcpConfig('https://mcp.example.com/mcp', slackToken());
    const variable = at({ repo: 'app' }, 'MCP_CONFIG', value);
    await leak(variable);
    await isGone(variable);
    expect(secretOf(variable)?.value).toBe(value);
  });

  it('is never written over a secret that exists', async () => {
    const variable = at({ repo: 'app' }, 'TAKEN_TOKEN', slackToken());
    world.github.setSecret({ ...variable, value: 'of the team' });
    await leak(variable);
    await isGone(variable);
    expect(secretOf(variable)?.value).toBe('of the team');
    await until(async () => (await openIssues()).some((body) => body.includes('was left as it is')));
  });

  it('stays where the App may not write, and that is no error', async () => {
    world.github.setPermission('secrets', 'none');
    const written = rekey.output().length;
    const variable = at({ repo: 'app' }, 'REFUSED_TOKEN', slackToken());
    const sha = await leak(variable);
    await failedCheck(world, sha, 1);
    await until(async () =>
      (await checkOf(world, await commitWorkflow(world), ACME)).output.summary?.includes('secrets to write'),
    );
    expect(world.github.variables(variable).map(({ name }) => name)).toContain('REFUSED_TOKEN');
    expect(rekey.output().slice(written)).not.toContain('job failed');
    world.github.setPermission('secrets', 'write');
  });

  it('that is dead by then is deleted and nothing is written', async () => {
    const token = await world.issuer.issueToken();
    const variable = at({ repo: 'app' }, 'BILLING_DEAD_TOKEN', `mcp: ${token}`);
    await world.github.setVariable(at({ repo: 'app' }, 'BILLING_CONFIG', mcpConfig(world.mcp.url, token)));
    await leak({ ...variable, value: token });
    await isGone(variable);
    expect(secretOf(variable)).toBeUndefined();
    // The rest of a configuration is not thrown away.
    const config = at({ repo: 'app' }, 'BILLING_CONFIG', '');
    await isGone(config);
    expect(secretOf(config)?.value).toContain('"billing"');
  });

  it('is moved once when the process dies after the secret was written', async () => {
    const variable = at({ repo: 'app' }, 'CRASHED_TOKEN', slackToken());
    const gate = world.github.gate(
      ({ method, path }) => method === 'DELETE' && path.endsWith('/variables/CRASHED_TOKEN'),
    );
    await leak(variable);
    await gate.arrived;
    const puts = () =>
      world.github.requests.filter(
        ({ method, path }) => method === 'PUT' && path.endsWith('/secrets/CRASHED_TOKEN'),
      );
    expect(puts()).toHaveLength(1);
    const { dataDir } = rekey;
    await rekey.kill();
    gate.release();
    rekey = await world.startRekey({ dataDir });
    await isGone(variable);
    expect(puts()).toHaveLength(1);
    expect(secretOf(variable)?.value).toBe(variable.value);
    await until(async () =>
      (await openIssues()).some(
        (body) => body.includes('CRASHED_TOKEN') && body.includes('Variable deleted by Rekey'),
      ),
    );
    expect(world.github.violations).toEqual([]);
  });
});
