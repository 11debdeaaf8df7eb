import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import type { NewRun } from '../../demo/world/github/rules/runs-actions.ts';
import { makeZip } from '../../demo/world/github/rules/runs-zip.ts';

import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { bomb, checkSaying, CLEAN_LOG, endless, log, part, settled, utf16 } from '../support/run-logs.ts';
import { APP, checkOf, closedIssues, mcpConfig, requestsSince, trustIssuer } from '../support/story.ts';
import { makeTestPlace, type TestPlace } from '../support/test-store.ts';
import { settled as idle } from '../support/settled.ts';
import { until } from '../support/until.ts';

const DELETES = { owner: 'octo', repo: 'deletes' } as const;

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

const issueCount = async () => (await world.github.listIssues(APP)).length;

describe('the log of a workflow run', () => {
  it('that shows a token ends with a dead token, one issue, and a check that says where', async () => {
    const token = await world.issuer.issueToken();
    const sha = await cleanCommit();
    const before = await issueCount();
    const index = world.github.requests.length;
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
    const check = await checkSaying(world, sha, 'already dead');
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
    // With the check and the issue it costs four.
    const sent = requestsSince(world, index);
    expect(sent[0]).toBe(`GET /repos/octo/app/actions/runs/${run}/attempts/1/logs`);
    expect(sent.filter((request) => request.startsWith('POST'))).toEqual(['POST /repos/octo/app/issues']);
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
    expect(rekey.output()).not.toContain(token);
  });

  it('that is clean costs one request and says nothing', async () => {
    const sha = await cleanCommit();
    await idle(world, rekey, 'later');
    const index = world.github.requests.length;
    const issues = await issueCount();
    const run = await addRun({
      sha,
      logs: { files: { '0_build.txt': CLEAN_LOG, 'build/1_Run tests.txt': CLEAN_LOG } },
    });
    await settled(world, run);
    expect(requestsSince(world, index)).toEqual([`GET /repos/octo/app/actions/runs/${run}/attempts/1/logs`]);
    expect(await issueCount()).toBe(issues);
  });

  it.each([
    ['expired', 'expired' as const, 1],
    ['gone, and is asked for once more', undefined, 2],
  ])('that is %s ends quietly', async (_, logs, requests) => {
    const sha = await cleanCommit();
    await idle(world, rekey, 'later');
    const index = world.github.requests.length;
    const run = await addRun({ sha, ...(logs === undefined ? {} : { logs }) });
    await settled(world, run, requests);
    expect(requestsSince(world, index)).toHaveLength(requests);
  });

  it('that the App may not read costs one request as well', async () => {
    const sha = await cleanCommit();
    await idle(world, rekey, 'later');
    const index = world.github.requests.length;
    world.github.setRunPermission('none');
    const run = await addRun({ sha, logs: { files: { '0_build.txt': CLEAN_LOG } } });
    await settled(world, run);
    world.github.setRunPermission('write');
    expect(requestsSince(world, index)).toHaveLength(1);
    expect(rekey.output()).not.toContain('"level":50');
  });

  it('of a repository that is renamed at that moment is read under its new name', async () => {
    const where = { owner: 'octo', repo: 'old-name' } as const;
    await trustIssuer(world, where);
    const sha = await cleanCommit(where);
    const token = await world.issuer.issueToken();
    const gate = world.github.gate(({ path }) => path.endsWith('/logs'));
    const run = await addRun({ ...where, sha, logs: { files: { 'build/1_Show.txt': leaking(token) } } });
    await gate.arrived;
    await world.github.renameRepository(where, 'new-name');
    gate.release();
    const renamed = { owner: 'octo', repo: 'new-name' } as const;
    const check = await checkSaying(world, sha, 'already dead', renamed);
    expect(check?.output.summary).toContain(`Log of run ${run}`);
    await closedIssues(world, 1, renamed);
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
  });
});

describe('a log that is too much or too little', () => {
  it.each([
    ['a zip bomb', () => bomb(), 'as a zip bomb does'],
    ['a log without an end', () => endless(), 'Only the first 256 MB of the log of run'],
    ['an encrypted file', () => makeZip([{ name: 'build/9_x.txt', content: 'x', flags: 1 }]), 'is encrypted'],
  ])('%s ends the reading, and what came before counts', async (_, rest, words) => {
    const token = await world.issuer.issueToken();
    const sha = await cleanCommit();
    const first = part('build/1_Show.txt', leaking(token));
    const last = rest();
    const body =
      last instanceof Uint8Array
        ? Buffer.concat([first, last])
        : async function* () {
            yield first;
            yield* last;
          };
    await addRun({ sha, logs: { body } });
    const check = await checkSaying(world, sha, words);
    expect(check?.conclusion).toBe('failure');
    await checkSaying(world, sha, 'already dead');
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
  });

  it('one that is cut off is asked for again, and what there is of it counts', async () => {
    const token = await world.issuer.issueToken();
    const sha = await cleanCommit();
    const zip = makeZip([
      { name: 'build/1_Show.txt', content: leaking(token), descriptor: 'marked' },
      { name: 'build/2_More.txt', content: CLEAN_LOG.repeat(50), descriptor: 'marked' },
    ]);
    const run = await addRun({ sha, logs: { body: zip.subarray(0, zip.length - 200) } });
    const check = await checkSaying(world, sha, `The log of run ${run} is cut off`);
    expect(check?.output.title).toBe('1 MCP credential leaked, already dead');
    const path = `/repos/octo/app/actions/runs/${run}/attempts/1/logs`;
    expect(world.github.requests.filter((request) => request.path === path)).toHaveLength(3);
  });
});

describe('by policy', () => {
  it('a log that shows a token is deleted, once its revocation is asked for, and the issue says so', async () => {
    const token = await world.issuer.issueToken();
    const sha = await cleanCommit(DELETES);
    const index = world.github.requests.length;
    // Deleted, but the answer is lost: the next try finds nothing to delete.
    world.github.fault({ match: ({ method }) => method === 'DELETE', kind: 'lost-answer' });
    const run = await addRun({ ...DELETES, sha, logs: { files: { 'build/1_Show.txt': leaking(token) } } });
    await until(async () => {
      const issues = await world.github.listIssues(DELETES);
      return issues.some(
        ({ body, state }) => state === 'closed' && body?.includes(`Log of run ${run} (deleted)`),
      );
    }, 25_000);
    const [issue] = await world.github.listIssues(DELETES);
    expect(issue?.body).toContain('Log of the workflow run deleted');
    expect(world.github.hasLog(run)).toBe(false);
    const deletion = `DELETE /repos/octo/deletes/actions/runs/${run}/logs`;
    expect(requestsSince(world, index).filter((request) => request === deletion)).toHaveLength(2);
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
  });

  it('a log that the App may not delete stays, and the check says so', async () => {
    world.github.setRunPermission('read');
    const token = await world.issuer.issueToken();
    const sha = await cleanCommit(DELETES);
    const run = await addRun({ ...DELETES, sha, logs: { files: { 'build/1_Show.txt': leaking(token) } } });
    const check = await checkSaying(world, sha, `The log of run ${run} was not deleted`, DELETES);
    world.github.setRunPermission('write');
    expect(check?.conclusion).toBe('failure');
    expect(world.github.hasLog(run)).toBe(true);
  });

  it('artifacts are read, file by file', async () => {
    const [token, second] = [await world.issuer.issueToken(), await world.issuer.issueToken()];
    const sha = await cleanCommit(DELETES);
    const run = await addRun({
      ...DELETES,
      sha,
      logs: { files: { '0_build.txt': CLEAN_LOG } },
      artifacts: {
        site: {
          files: {
            'logo.bin': Uint8Array.from({ length: 4000 }, (_, n) => n % 256),
            'inner.zip': makeZip([{ name: '.mcp.json', content: mcpConfig(world.mcp.url, 'unopened') }]),
            'app/.mcp.json': mcpConfig(world.mcp.url, token),
          },
        },
        report: { files: { 'utf16/.mcp.json': utf16(mcpConfig(world.mcp.url, second)) } },
      },
    });
    const check = await checkSaying(world, sha, '2 MCP credentials leaked, all already dead', DELETES);
    expect(check?.output.summary).toContain(`Artifact \`site\` of run ${run}, \`app/.mcp.json:7\``);
    expect(check?.output.summary).toContain(`Artifact \`report\` of run ${run}, \`utf16/.mcp.json:7\``);
    expect(check?.said).toMatch(/1 archive in artifact \d+ of run \d+ was not opened\./);
    for (const one of [token, second]) await expect(listTools(world.mcp.url, one)).rejects.toThrow('401');
  });
});

describe('all of it', () => {
  it('brought no token to where GitHub keeps its logs, and asked GitHub for nothing it does not know', () => {
    expect(world.github.storeRequests().requests).toBeGreaterThan(8);
    expect(world.github.storeRequests().tokens).toBe(0);
    expect(world.github.violations).toEqual([]);
  });
});
