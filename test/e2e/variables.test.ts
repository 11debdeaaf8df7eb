import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { hexKey } from '../support/credentials.ts';
import { runStarts } from '../support/runs.ts';
import { checkOf, closedIssues, mcpConfig, requestsSince, trustIssuer } from '../support/story.ts';
import { settled } from '../support/settled.ts';
import { until } from '../support/until.ts';
import {
  ACME,
  ACME_WORLD,
  commitWorkflow,
  failedCheck,
  readingWorkflow,
  slackToken,
} from '../support/variables.ts';

let world: Surroundings;
let rekey: RekeyProcess;

beforeAll(async () => {
  world = await startSurroundings(ACME_WORLD);
  rekey = await world.startRekey();
  await trustIssuer(world, ACME);
});
// What a case counts is its own.
beforeEach(() => settled(world, rekey));
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const set = (name: string, value: string, more: object = { repo: 'app' }) =>
  world.github.setVariable({ owner: 'acme', ...more, name, value });
const variableRequests = (index: number) =>
  world.github.requests.slice(index).filter(({ path }) => /variables|environments/.test(path));

/** Starts a run and waits until its variables were read, and all that comes of them was done. */
async function readBy(sha: string, action = 'requested'): Promise<number> {
  const index = world.github.requests.length;
  await runStarts(world, { ...ACME, sha, action });
  await until(() => variableRequests(index).some(({ path }) => path.endsWith('/environments')));
  await settled(world, rekey);
  return index;
}

describe('a leak in a variable', () => {
  it.each<[string, object, string]>([
    ['of the repository', { repo: 'app' }, 'BILLING_TOKEN'],
    ['of the organisation', {}, 'ORG_TOKEN'],
    ['of an environment', { repo: 'app', environment: 'review/one' }, 'DEPLOY_TOKEN'],
    ['of GitHub’s agents', { repo: 'app', family: 'agents' }, 'COPILOT_MCP_TOKEN'],
    ['of the agents of the organisation', { family: 'agents' }, 'COPILOT_MCP_ORG'],
  ])('%s ends as a dead credential, one issue and a check on the run', async (_scope, where, name) => {
    const token = await world.issuer.issueToken();
    const sha = await commitWorkflow(world, readingWorkflow(`vars.${name.toLowerCase()}`));
    const before = (await world.github.listIssues(ACME)).length;
    await set(name, mcpConfig(world.mcp.url, token), where);
    await runStarts(world, { ...ACME, sha });

    const marked = 'family' in where ? 0 : 1;
    const check = await failedCheck(world, sha, marked);
    expect(check.output.title).toContain('already dead');
    expect(check.output.summary).toContain(name);
    expect(check.output.summary).toContain(`\${{ secrets.${name} }}`);
    const issues = await closedIssues(world, before + 1, ACME);
    expect(issues).toHaveLength(before + 1);
    expect(JSON.stringify([check, issues])).not.toContain(token);
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');

    // GitHub's agents are no workflows.
    const reader = expect.objectContaining({ path: '.github/workflows/ci.yml', start_line: 11 });
    expect(check.annotations).toEqual('family' in where ? [] : [reader]);
    const issue = issues.find(({ body }) => body?.includes(name));
    expect(issue?.body).toContain('Where the credential spread');
    expect(issue?.body?.includes('step `Agent`')).toBe(!('family' in where));
    expect(issue?.body?.includes('which 2 repositories can read')).toBe(!('repo' in where));
    expect(world.github.violations).toEqual([]);
  });

  it('is told on a later run as long as it is alive, as there before', async () => {
    await set('SLACK_TOKEN', slackToken());
    const first = await commitWorkflow(world);
    await runStarts(world, { ...ACME, sha: first, event: 'workflow_job', action: 'queued' });
    expect((await failedCheck(world, first)).output.title).toContain('not proved dead');
    const second = await commitWorkflow(world);
    await readBy(second);
    await until(async () => (await checkOf(world, second, ACME)).output.title?.includes('here before'));
    expect((await checkOf(world, second, ACME)).conclusion).toBe('success');
  });

  it('that was changed is said to hold it no longer', async () => {
    const open = async () => (await world.github.listIssues(ACME)).find(({ state }) => state === 'open');
    expect((await open())?.body).not.toContain('holds it no longer');
    await set('SLACK_TOKEN', '${{ secrets.SLACK_TOKEN }}');
    await readBy(await commitWorkflow(world), 'in_progress');
    await until(async () => (await open())?.body?.includes('holds it no longer'));
    expect((await open())?.body).toContain('The variable was changed');
  });

  it('that was found by a dispatch, of which no commit is known, is shown by the run that follows', async () => {
    const token = await world.issuer.issueToken();
    const before = (await world.github.listIssues(ACME)).length;
    const sha = await commitWorkflow(world);
    await set('DISPATCHED', mcpConfig(world.mcp.url, token));
    await runStarts(world, { ...ACME, sha, event: 'workflow_dispatch' });
    await until(async () => (await world.github.listIssues(ACME)).length === before + 1);
    expect((await checkOf(world, sha, ACME)).conclusion).toBe('success');
    await runStarts(world, { ...ACME, sha });
    expect((await failedCheck(world, sha)).output.summary).toContain('DISPATCHED');
  });
});

describe('reading', () => {
  it('of what did not change is asked with its ETag and changes nothing', async () => {
    const sha = await commitWorkflow(world);
    await readBy(sha);
    await settled(world, rekey, 'later');
    const index = await readBy(sha);
    const statuses = variableRequests(index).map(({ status }) => status);
    expect(statuses.length).toBeGreaterThanOrEqual(5);
    expect(new Set(statuses)).toEqual(new Set([304]));
    expect(requestsSince(world, index).filter((request) => !/variables|environments/.test(request))).toEqual(
      [],
    );
  });

  it('is done once for all that a run tells while it goes on', async () => {
    const sha = await commitWorkflow(world);
    const gate = world.github.gate(({ path }) => path.endsWith('/app/actions/variables'));
    const index = world.github.requests.length;
    await runStarts(world, { ...ACME, sha });
    await gate.arrived;
    await Promise.all(
      ['queued', 'in_progress', 'queued', 'in_progress'].map((action) =>
        runStarts(world, { ...ACME, sha, event: 'workflow_job', action }),
      ),
    );
    gate.release();
    const lists = () => variableRequests(index).filter(({ path }) => path.endsWith('/app/actions/variables'));
    await until(() => lists().length === 2);
    await settled(world, rekey);
    // The one at the gate, and one for the four that came after it began.
    expect(lists()).toHaveLength(2);
  });

  it('takes 500 variables, one of 48 KB, names in any case and odd values', async () => {
    const key = hexKey();
    for (let n = 0; n < 485; n++) await set(`region_${n}`, `eu-${n}`);
    await set('LARGE', `${'x'.repeat(70)} `.repeat(680));
    await set('ODD', '\0\ud800');
    await set('last_api_key', ` ${key}\r\n`);
    const sha = await commitWorkflow(world, readingWorkflow("vars['Last_Api_Key']"));
    await runStarts(world, { ...ACME, sha });
    const check = await failedCheck(world, sha, 1);
    expect(check.output.summary).toContain('LAST_API_KEY');
    expect(check.annotations).toEqual([expect.objectContaining({ start_line: 11 })]);
    expect(JSON.stringify(check)).not.toContain(key);
    expect(rekey.output()).not.toContain(key);
    // Neither what leaked nor what did not is in the database.
    const files = readdirSync(rekey.dataDir, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      expect([bytes.includes(key), bytes.includes('x'.repeat(70))]).toEqual([false, false]);
    }
  });

  it('of a repository that is gone is no error', async () => {
    const sha = await commitWorkflow(world);
    const written = rekey.output().length;
    world.github.fault({
      match: ({ path }) => path.endsWith('/app/actions/variables'),
      kind: 'status',
      status: 404,
    });
    await runStarts(world, { ...ACME, sha });
    await until(() => rekey.output().includes('whose variables were to be read is gone'));
    expect(rekey.output().slice(written)).not.toContain('job failed');
    expect(world.github.violations).toEqual([]);
  });
});
