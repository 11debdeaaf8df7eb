import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendAudit } from '../../../src/inventory/audit.ts';
import { readIssueReport } from '../../../src/inventory/read-issue-report.ts';
import { withReach } from '../../../src/jobs/report/with-reach.ts';
import { renderReach } from '../../../src/respond/render-reach.ts';
import type { Store } from '../../../src/store/database.ts';
import { readSecretUses, readUses } from '../../../src/views/uses.ts';
import { usesSection } from '../../../src/web/uses-graph.ts';
import { deploying, registered, registerRows } from '../../support/register-rows.ts';
import { openTestStore } from '../../support/test-store.ts';

const WORKFLOW = '.github/workflows/deploy.yml';
const OURS = { installations: [7] };

/** The text of a page as a reader has it. */
const textOf = (section: ReturnType<typeof usesSection>): string =>
  (section === '' ? '' : section.text).replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

let store: Store & { remove(): Promise<void> };
let secret: string;
let incidentId: string;
let credentialId: string;

/** A variable of the organisation leaked, was moved into a secret of that name, and two repositories take it. */
beforeAll(async () => {
  store = await openTestStore();
  const rows = registerRows(store.db);
  for (const [id, name] of [
    [70, 'app'],
    [71, 'site'],
  ] as const)
    await rows.repository(id, name);
  await rows.file(70, WORKFLOW, deploying('DEPLOY', 'production'));
  await rows.file(71, WORKFLOW, deploying('DEPLOY', 'staging'));
  await rows.file(70, '.mcp.json', registered({ acme: 'ACME_TOKEN' }));
  secret = await rows.secret(0, 'DEPLOY', { visibility: 'all' });
  ({ id: credentialId, incidentId } = await rows.credential());
  const place = { kind: 'variable', family: 'actions', scope: 'organization', name: 'DEPLOY' };
  await rows.exposure(credentialId, 70, 'actions/organization/DEPLOY', {
    kind: 'variable',
    place: JSON.stringify(place),
    at_head: false,
  });
  await rows.exposure(credentialId, 71, 'config.json');
  await rows.exposure(credentialId, 71, 'actions/runs/log', { kind: 'log' });
  await appendAudit(store.db, incidentId, 'rekey', [{ event: 'secret_written' }]);
});
afterAll(() => store.remove());

describe('one credential of an organisation that two repositories take', () => {
  it('shows each path on its page: what holds it, workflow, job and environment, and where it stands', async () => {
    const uses = await readUses(store.db, OURS, incidentId);
    expect(uses.paths).toHaveLength(3);
    const text = textOf(usesSection(uses));
    expect(text).toContain('It reaches 4 places in 2 repositories');
    const moved = 'secret into which its variable was moved, DEPLOY of the organisation';
    expect(text).toContain(
      `${moved}, taken in ${WORKFLOW} , job deploy , environment production , MCP server acme , as ACME_TOKEN`,
    );
    expect(text).toContain(`${moved}, taken in ${WORKFLOW} , job deploy , environment staging`);
    expect(text).toContain('written out in config.json');
    expect(text).toContain('log of a run: actions/runs/log');
    expect(text).toContain('Not known is whether a secret of Actions holds the same value');
    expect(await readUses(store.db, { installations: [8] }, incidentId)).toMatchObject({ paths: [] });
  });

  it('shows them on the page of the secret as well', async () => {
    const uses = await readSecretUses(store.db, OURS, secret);
    expect(uses).toMatchObject({ name: 'DEPLOY', scope: 'organization', repository: null, owners: [] });
    if (!uses) throw new Error('no such secret');
    const text = textOf(usesSection(uses, 'This secret'));
    expect(text).toContain('It reaches 2 places in 2 repositories');
    expect(text).toContain('secret DEPLOY of the organisation');
    expect(await readSecretUses(store.db, { installations: [8] }, secret)).toBeUndefined();
  });

  it('says it in the issue: the jobs and servers that take it, counted, and not where the public reads', async () => {
    const report = await readIssueReport(store.db, incidentId);
    if (!report) throw new Error('no such incident');
    const reaching = await withReach(store, 7, report);
    expect(renderReach(reaching, 3000, false).join('\n')).toBe(
      [
        '### What it reaches',
        '2 jobs and servers in 2 repositories take what holds it:',
        `- Actions secret \`DEPLOY\` of the organisation → \`${WORKFLOW}\` → job \`deploy\` → environment \`production\` → MCP server \`acme\` in \`acme/app\``,
        `- Actions secret \`DEPLOY\` of the organisation → \`${WORKFLOW}\` → job \`deploy\` → environment \`staging\` in \`acme/site\``,
      ].join('\n'),
    );
    expect(renderReach(reaching, 3000, true)).toEqual([]);
    expect(renderReach(reaching, 150, false).at(-1)).toContain('and 2 more ways; the dashboard has them.');
  });
});
