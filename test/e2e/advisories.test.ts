import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { textAt } from '../../demo/world/github/json.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { askingPolicy } from '../support/approvals.ts';
import { checkOf, mcpConfig } from '../support/story.ts';
import { trailEvents } from '../support/trail-events.ts';
import { until } from '../support/until.ts';

const OPEN = { owner: 'octo', repo: 'open' } as const;
let world: Surroundings;
let rekey: RekeyProcess;

beforeAll(async () => {
  world = await startSurroundings({ repositories: [{ owner: 'octo', name: 'open', private: false }] });
  rekey = await world.startRekey();
  const policy = `${askingPolicy(world)}issues: { public: advisory }\n`;
  const files = { '.github/rekey.yml': policy };
  await checkOf(world, await world.github.commitFiles({ ...OPEN, files }), OPEN);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

/** A credential of production waits for a person. Returns its check run. */
async function leak(path: string): Promise<number> {
  const token = await world.issuer.issueToken();
  const files = { [path]: mcpConfig(world.mcp.url, token) };
  return (await checkOf(world, await world.github.commitFiles({ ...OPEN, files }), OPEN)).id;
}

const issues = () => world.github.listIssues(OPEN);
const advisories = () => world.github.listAdvisories(OPEN);
const approve = (checkRun: number) =>
  world.github.pressButton({ ...OPEN, checkRun, identifier: 'rekey-revoke', login: 'octo' });

describe('a live credential in a public repository whose policy wants advisories', () => {
  it('gets a neutral issue while the App may write none, and a check run says so once', async () => {
    const checkRun = await leak('first-secret-path/.mcp.json');
    await until(async () => (await issues()).length === 1);
    expect(await issues()).toEqual([expect.objectContaining({ title: 'A credential needs attention' })]);
    expect(advisories()).toEqual([]);
    await approve(checkRun);
    await until(async () => (await issues())[0]?.state === 'closed', 25_000);
    const sha = await world.github.commitFiles({ ...OPEN, files: { 'README.md': 'clean' } });
    const check = await checkOf(world, sha, OPEN);
    expect(check.output.summary).toContain('The App lacks the permission repository\\_advisories to write');
  });

  it('is told to its people alone, until it is dead', async () => {
    world.github.setPermission('repository_advisories', 'write');
    const checkRun = await leak('second-secret-path/.mcp.json');
    // That it lives is known a moment later, when its provider has told whose it is.
    await until(() => advisories().some((one) => one['severity'] === 'critical'), 25_000);
    expect(advisories()).toHaveLength(1);
    const [draft = {}] = advisories();
    expect(draft).toMatchObject({ state: 'draft', severity: 'critical', cwe_ids: ['CWE-798'] });
    expect(textAt(draft, 'summary')).toContain('MCP credential leaked, not dead yet');
    expect(textAt(draft, 'description')).toContain('second-secret-path/.mcp.json');
    expect(await issues()).toHaveLength(1);

    await approve(checkRun);
    await until(
      async () => (await issues()).some(({ body }) => body?.includes('second-secret-path')),
      25_000,
    );
    await until(() => textAt(advisories()[0] ?? {}, 'state') === 'closed');
    expect(textAt(advisories()[0] ?? {}, 'description')).toContain('Proved dead: revoked');
    expect(advisories()).toHaveLength(1);
    expect(await issues()).toHaveLength(2);
    expect(world.github.violations).toEqual([]);
  });
});

it('stands in the audit trail', async () => {
  const events = await trailEvents(world, rekey);
  expect([...events]).toEqual(expect.arrayContaining(['advisory_written', 'check_written']));
});
