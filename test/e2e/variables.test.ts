import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { generators, githubPat } from '../support/credentials.ts';
import { runStarts } from '../support/runs.ts';
import { checkOf, closedIssues, mcpConfig, requestsSince, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';

const ACME = { owner: 'acme', repo: 'app' } as const;

let world: Surroundings;
let rekey: RekeyProcess;
let commits = 0;

beforeAll(async () => {
  world = await startSurroundings({
    users: ['ada'],
    orgs: [{ login: 'acme', members: ['ada'] }],
    repositories: [
      { owner: 'acme', name: 'app', private: true },
      { owner: 'acme', name: 'other', private: true },
    ],
  });
  rekey = await world.startRekey();
  await trustIssuer(world, ACME);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

/** A commit with a workflow, and its check run of the push. */
async function commit(workflow = 'name: CI\non: push\n'): Promise<string> {
  commits += 1;
  const sha = await world.github.commitFiles({
    ...ACME,
    files: { '.github/workflows/ci.yml': `${workflow}# ${commits}\n` },
  });
  await checkOf(world, sha, ACME);
  return sha;
}

const READER = (expression: string): string => `name: CI
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - name: Agent
        run: ./agent
        env:
          TOKEN: \${{ ${expression} }}
`;

/** The check run of a commit once it says something of a variable. */
async function failedCheck(sha: string) {
  await until(async () => (await checkOf(world, sha, ACME)).conclusion === 'failure', 30_000);
  return checkOf(world, sha, ACME);
}

describe('a variable', () => {
  it.each<[string, object, string]>([
    ['of the repository', { repo: 'app' }, 'BILLING_TOKEN'],
    ['of the organisation', {}, 'ORG_TOKEN'],
    ['of an environment', { repo: 'app', environment: 'production' }, 'DEPLOY_TOKEN'],
    ['of GitHub’s agents', { repo: 'app', family: 'agents' }, 'COPILOT_MCP_TOKEN'],
    ['of the agents of the organisation', { family: 'agents' }, 'COPILOT_MCP_ORG'],
  ])('%s ends as a dead credential, a check and one issue', async (_scope, where, name) => {
    const token = await world.issuer.issueToken();
    const sha = await commit(READER(`vars.${name.toLowerCase()}`));
    const before = (await world.github.listIssues(ACME)).length;
    const value = mcpConfig(world.mcp.url, token);
    await world.github.setVariable({ owner: 'acme', ...where, name, value });
    await runStarts(world, { ...ACME, sha });

    const check = await failedCheck(sha);
    expect(check.output.title).toContain('already dead');
    expect(check.output.summary).toContain(name);
    expect(check.output.summary).toContain(`\${{ secrets.${name} }}`);
    const issues = await closedIssues(world, before + 1, ACME);
    expect(issues).toHaveLength(before + 1);
    expect(JSON.stringify([check, issues])).not.toContain(token);
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
    expect(world.github.violations).toEqual([]);
  });
});
