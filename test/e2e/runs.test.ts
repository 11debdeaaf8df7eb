import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import type { NewRun } from '../../demo/world/github/rules/runs-actions.ts';

import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { APP, checkOf, closedIssues, mcpConfig, trustIssuer } from '../support/story.ts';
import { makeTestPlace, type TestPlace } from '../support/test-store.ts';
import { until } from '../support/until.ts';

const DELETES = { owner: 'octo', repo: 'deletes' } as const;
const MOMENT = '2026-11-25T03:46:21.1234567Z ';

let place: TestPlace;
let world: Surroundings;
let rekey: RekeyProcess;

beforeAll(async () => {
  place = await makeTestPlace();
  world = await startSurroundings({
    repositories: ['app', 'deletes', 'old-name'].map((name) => ({ owner: 'octo', name, private: true })),
  });
  const { databaseUrl, dataDir } = place.config;
  rekey = await world.startRekey({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  await trustIssuer(world);
  const policy = `${world.policy}logs: delete\nartifacts: scan\n`;
  const files = { '.github/rekey.yml': policy };
  await checkOf(world, await world.github.commitFiles({ ...DELETES, message: 'policy', files }), DELETES);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  await place.remove();
});

/** Lines of a log as GitHub writes them. */
const log = (...lines: readonly string[]) => `\u{feff}${lines.map((line) => `${MOMENT}${line}\n`).join('')}`;

/** A log of a step that prints a configuration; its token stands in line 9. */
const leaking = (token: string) =>
  log('##[group]Run cat .mcp.json', ...mcpConfig(world.mcp.url, token).trimEnd().split('\n'), 'done');

/** A commit that brings nothing, with its green check. */
async function cleanCommit(where: { owner: string; repo: string } = APP): Promise<string> {
  const files = { 'note.txt': `${Math.random()}\n` };
  const sha = await world.github.commitFiles({ ...where, files });
  expect(await checkOf(world, sha, where)).toMatchObject({ conclusion: 'success' });
  return sha;
}

async function addRun(run: Omit<NewRun, 'owner' | 'repo'> & Partial<Pick<NewRun, 'repo'>>) {
  const { id, delivery } = await world.github.addRun({ ...APP, ...run });
  expect(delivery.status).toBe(202);
  return id;
}

/** The check run of a commit once its title holds a text. */
async function checkSaying(sha: string, words: string, where: { owner: string; repo: string } = APP) {
  const find = async () => {
    const [run] = await world.github.listCheckRuns({ ...where, sha });
    return `${run?.output.title} ${run?.output.summary}`.includes(words) ? run : undefined;
  };
  await until(async () => (await find()) !== undefined, 25_000);
  return find();
}

const issueCount = async () => (await world.github.listIssues(APP)).length;

describe('the log of a workflow run', () => {
  it('that shows a token ends with a dead token, one issue, and a check that says where', async () => {
    const token = await world.issuer.issueToken();
    const sha = await cleanCommit();
    const before = await issueCount();
    const run = await addRun({
      sha,
      logs: {
        files: {
          '0_build.txt': log('Set up', 'Ready') + leaking(token),
          'build/1_Set up job.txt': log('Set up', 'Ready'),
          'build/2_Show configuration.txt': leaking(token),
        },
      },
    });
    const check = await checkSaying(sha, 'already dead');
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check?.output.title).toBe('1 MCP credential leaked, already dead');
    expect(check?.output.summary).toContain(
      `Log of run ${run}, job \`build\`, step \`Show configuration\`, line 8`,
    );
    expect(check?.annotations).toEqual([]);
    const issues = await closedIssues(world, before + 1);
    expect(issues).toHaveLength(before + 1);
    const issue = issues.find(({ body }) => body?.includes(`Log of run ${run}`));
    expect(issue?.body).toContain('1 place:');
    expect(JSON.stringify([check, issue])).not.toContain(token);
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
    expect(rekey.output()).not.toContain(token);
  });
});
