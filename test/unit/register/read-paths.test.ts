import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendAudit } from '../../../src/inventory/audit.ts';
import type { DeployPath } from '../../../src/register/consumers.ts';
import { readPaths } from '../../../src/register/read-paths.ts';
import type { Store } from '../../../src/store/database.ts';
import { deploying, registered, registerRows } from '../../support/register-rows.ts';
import { openTestStore } from '../../support/test-store.ts';

const WORKFLOW = '.github/workflows/deploy.yml';

let store: Store & { remove(): Promise<void> };
let rows: ReturnType<typeof registerRows>;
beforeAll(async () => {
  store = await openTestStore();
  rows = registerRows(store.db);
  await rows.repository(70, 'app');
  await rows.repository(71, 'site');
  await rows.repository(72, 'public', { private: false });
  await rows.file(70, WORKFLOW, deploying('DEPLOY', 'production'));
  await rows.file(71, WORKFLOW, deploying('DEPLOY', 'staging'));
  await rows.file(72, WORKFLOW, deploying('DEPLOY', 'production'));
  // The job of `app` sets ACME_TOKEN, which this server takes.
  await rows.file(70, '.mcp.json', registered({ acme: 'ACME_TOKEN' }));
});
afterAll(() => store.remove());

const show = ({ link, holder, repository, path, job, environment, server, through }: DeployPath) =>
  [link, holder?.name, repository, path, job, environment, server, through].filter(Boolean).join(' ');
const pathsOf = async (kind: 'value' | 'secret', id: string, installationId = 7) =>
  (await readPaths(store.db, { installationId, kind, id })).paths.map(show);

const variable = (scope: string, name: string, more: object = {}) => ({
  kind: 'variable',
  place: JSON.stringify({ kind: 'variable', family: 'actions', scope, name, ...more }),
});

describe('how far a secret reaches', () => {
  it('is every job that takes it in every repository that sees it, and the servers that get it from the job', async () => {
    const id = await rows.secret(0, 'DEPLOY', { visibility: 'all' });
    expect(await pathsOf('secret', id)).toEqual([
      `secret DEPLOY acme/app ${WORKFLOW} deploy production acme ACME_TOKEN`,
      `secret DEPLOY acme/public ${WORKFLOW} deploy production`,
      `secret DEPLOY acme/site ${WORKFLOW} deploy staging`,
    ]);
    expect(await readPaths(store.db, { installationId: 7, kind: 'secret', id })).toMatchObject({
      more: false,
      unknown: expect.stringContaining('stands somewhere in the open'),
    });
    await store.db.updateTable('actions_secrets').set({ visibility: 'private' }).execute();
    expect(await pathsOf('secret', id)).toHaveLength(2);
  });

  it('ends where a closer one of the same name takes its place', async () => {
    const shared = await rows.secret(0, 'CLOSE', { visibility: 'all' });
    for (const id of [70, 71])
      await rows.file(id, '.github/workflows/close.yml', deploying('CLOSE', 'Production'));
    const own = await rows.secret(70, 'CLOSE');
    expect(await pathsOf('secret', shared)).toEqual([
      'secret CLOSE acme/site .github/workflows/close.yml deploy Production',
    ]);
    expect(await pathsOf('secret', own)).toHaveLength(1);
    const closest = await rows.secret(70, 'CLOSE', { scope: 'environment', environment: 'production' });
    expect(await pathsOf('secret', own)).toEqual([]);
    expect(await pathsOf('secret', closest)).toHaveLength(1);
  });

  it('is nothing to another installation', async () => {
    const id = await rows.secret(71, 'DEPLOY');
    expect(await pathsOf('secret', id)).toHaveLength(1);
    expect(await pathsOf('secret', id, 8)).toEqual([]);
    const { id: value } = await rows.credential();
    await rows.exposure(value, 70, '.mcp.json');
    expect(await pathsOf('value', value, 8)).toEqual([]);
    await store.db.deleteFrom('actions_secrets').execute();
  });
});

describe('how far a value reaches that was seen', () => {
  it('is each place where it is written out, across repositories, and none where it no longer stands', async () => {
    const { id } = await rows.credential({ server: 'acme', environment: 'production' });
    await rows.exposure(id, 70, '.mcp.json', { server: 'acme' });
    await rows.exposure(id, 71, WORKFLOW);
    await rows.exposure(id, 72, 'old.json', { at_head: false });
    await rows.exposure(id, 72, 'log', { kind: 'log' });
    expect(await pathsOf('value', id)).toEqual([
      'stands acme/app .mcp.json production acme',
      `stands acme/site ${WORKFLOW} production`,
    ]);
    expect(await readPaths(store.db, { installationId: 7, kind: 'value', id })).toMatchObject({
      unknown: expect.stringContaining('holds the same value'),
    });
  });

  it('is each job that reads its variable: of one repository, or of all for an organisation’s', async () => {
    const { id } = await rows.credential();
    const reading = deploying('X', 'production').replace('secrets.X', 'vars.API');
    for (const repository of [70, 71]) await rows.file(repository, '.github/workflows/v.yml', reading);
    await rows.exposure(id, 71, 'actions/organization/API', variable('organization', 'API'));
    expect(await pathsOf('value', id)).toEqual([
      'variable API acme/app .github/workflows/v.yml deploy production acme ACME_TOKEN',
      'variable API acme/site .github/workflows/v.yml deploy production',
    ]);
    const own = await rows.credential();
    await rows.exposure(own.id, 71, 'actions/repository/API', variable('repository', 'API'));
    expect(await pathsOf('value', own.id)).toEqual([
      'variable API acme/site .github/workflows/v.yml deploy production',
    ]);
  });

  it('is known of GitHub’s agents, whose variables no file reads', async () => {
    const { id } = await rows.credential();
    await rows.exposure(id, 70, 'agents/repository/KEY', variable('repository', 'KEY', { family: 'agents' }));
    expect(await pathsOf('value', id)).toEqual(['agents acme/app agents/repository/KEY']);
  });

  it('goes on through the secret into which its variable was moved, until somebody writes that', async () => {
    const { id, incidentId } = await rows.credential();
    await rows.exposure(id, 71, 'actions/repository/DEPLOY', {
      ...variable('repository', 'DEPLOY'),
      at_head: false,
    });
    expect(await pathsOf('value', id)).toEqual([]);
    await appendAudit(store.db, incidentId, 'rekey', [{ event: 'secret_written' }]);
    expect(await pathsOf('value', id)).toEqual([`quarantined DEPLOY acme/site ${WORKFLOW} deploy staging`]);
    await rows.secret(71, 'DEPLOY', { updated_at: new Date(Date.now() + 86_400_000) });
    expect(await pathsOf('value', id)).toEqual([]);
    await store.db.deleteFrom('actions_secrets').execute();
  });

  it('goes through the secret that policy names for its successor', async () => {
    const { id, incidentId } = await rows.credential();
    await rows.exposure(id, 72, '.mcp.json');
    const target = {
      kind: 'secret',
      family: 'actions',
      scope: 'repository',
      owner: 'Acme',
      repository: 'site',
      name: 'deploy',
    };
    await store.db
      .insertInto('rotations')
      .values({
        incident_id: incidentId,
        installation_id: 7,
        stage: 'planned',
        target: JSON.stringify(target),
        overlap_seconds: 0,
      })
      .execute();
    expect(await pathsOf('value', id)).toEqual([
      'stands acme/public .mcp.json',
      `rotation DEPLOY acme/site ${WORKFLOW} deploy staging`,
    ]);
  });
});
