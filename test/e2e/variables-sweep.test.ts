import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { issueLinkCode } from '../../src/web/session.ts';
import { runStarts } from '../support/runs.ts';
import { checkOf, closedIssues, mcpConfig, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';
import { ACME, ACME_WORLD, commitWorkflow, failedCheck, readingWorkflow } from '../support/variables.ts';

const OTHER = { owner: 'acme', repo: 'other' } as const;

let world: Surroundings;
let rekey: RekeyProcess;

beforeAll(async () => {
  world = await startSurroundings(ACME_WORLD);
  rekey = await world.startRekey({ sweepSeconds: 1 });
  await trustIssuer(world, ACME);
  await trustIssuer(world, OTHER);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const set = async (where: object, name: string) => {
  const token = await world.issuer.issueToken();
  await world.github.setVariable({ owner: 'acme', ...where, name, value: mcpConfig(world.mcp.url, token) });
  return token;
};
const isDead = (token: string) =>
  until(
    () =>
      listTools(world.mcp.url, token).then(
        () => false,
        () => true,
      ),
    20_000,
  );
async function dashboard(): Promise<string> {
  const code = issueLinkCode(deriveKeys(Buffer.from(world.key, 'base64')));
  const signIn = await fetch(`${rekey.url}/sign-in?code=${code}`, { redirect: 'manual' });
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  return (await fetch(rekey.url, { headers: { cookie } })).text();
}
const lists = (index: number) =>
  world.github.requests.slice(index).filter(({ path }) => /variables|environments/.test(path));

describe('a sweep', () => {
  it('finds what no run uses: of the organisation once, of each repository, and of its environments', async () => {
    const tokens = [
      await set({}, 'ORG_SWEPT'),
      await set({ repo: 'app' }, 'APP_SWEPT'),
      await set({ repo: 'other', environment: 'staging' }, 'OTHER_SWEPT'),
    ];
    await Promise.all(tokens.map(isDead));
    await closedIssues(world, 2, ACME);
    const other = await closedIssues(world, 1, OTHER);
    // Each of them once: those of the organisation in one of its repositories.
    const all = [...(await world.github.listIssues(ACME)), ...other];
    expect(all).toHaveLength(3);
    expect(all.some(({ body }) => body?.includes('ORG_SWEPT'))).toBe(true);
    expect(world.github.violations).toEqual([]);
  });

  it('costs nothing of the quota while nothing changes, and does not ask each repository for what was read', async () => {
    const sweeps = () =>
      world.github.requests.filter(({ path }) => path === '/installation/repositories').length;
    const before = sweeps();
    await until(() => sweeps() > before + 1, 15_000);
    const index = world.github.requests.length;
    const now = sweeps();
    await until(() => sweeps() > now, 15_000);
    await delay(1500);
    const asked = lists(index);
    expect(asked.length).toBeGreaterThanOrEqual(8);
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([304]));
    expect(asked.filter(({ path }) => path.endsWith('/organization-variables'))).toEqual([]);
    expect(rekey.output()).not.toContain('304');
    expect(world.github.violations).toEqual([]);
  });

  it('says of a variable that was deleted that it is gone', async () => {
    world.github.removeVariable({ owner: 'acme', repo: 'app', name: 'APP_SWEPT' });
    const issue = async () =>
      (await world.github.listIssues(ACME)).find(({ body }) => body?.includes('APP_SWEPT'));
    await until(async () => (await issue())?.body?.includes('deleted by somebody'));
    expect((await issue())?.body).toContain('holds it no longer');
  });
});

const summaryOf = async (sha: string) => (await checkOf(world, sha, ACME)).output.summary ?? '';

describe('an installation without a permission', () => {
  const LINE = 'Not read: Actions variables of repositories';

  it('is said once in a check, and reads on when it has it', async () => {
    world.github.setPermission('actions_variables', 'none');
    world.github.setPermission('organization_actions_variables', 'none');
    const index = world.github.requests.length;
    const written = rekey.output().length;
    const first = await commitWorkflow(world);
    await runStarts(world, { ...ACME, sha: first });
    await until(() => lists(index).some(({ status }) => status === 403));
    await delay(300);
    const summaries = [];
    for (const sha of [first, await commitWorkflow(world), await commitWorkflow(world)])
      summaries.push(await summaryOf(sha));
    expect(summaries.filter((summary) => summary.includes(LINE))).toHaveLength(1);
    expect(await dashboard()).toContain('The App lacks the permission actions_variables');
    expect(rekey.output().slice(written)).not.toContain('job failed');

    world.github.setPermission('actions_variables', 'read');
    world.github.setPermission('organization_actions_variables', 'read');
    const sha = await commitWorkflow(world, readingWorkflow('vars.LATER_TOKEN'));
    await set({ repo: 'app' }, 'LATER_TOKEN');
    await runStarts(world, { ...ACME, sha });
    expect((await failedCheck(world, sha, 1)).output.title).toContain('already dead');
    expect(await dashboard()).not.toContain('The App lacks the permission actions_variables');
    expect(world.github.violations).toEqual([]);
  });
});
