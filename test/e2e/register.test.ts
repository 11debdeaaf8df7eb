import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { openScope } from '../../src/jobs/register/open-scope.ts';
import { readSecrets } from '../../src/register/read-secrets.ts';
import { readServers } from '../../src/register/read-servers.ts';
import { startRegisterServer, type RegisterServer } from '../support/register.ts';
import { deploying, registered } from '../support/register-rows.ts';
import { checkOf } from '../support/story.ts';
import { until } from '../support/until.ts';

const APP = { owner: 'acme', repo: 'app' } as const;
const CONFIG = '.mcp.json';
const WORKFLOW = '.github/workflows/deploy.yml';

let world: Surroundings;
let rekey: RegisterServer;
let installationId: number;

beforeAll(async () => {
  world = await startSurroundings({
    users: ['ada', 'bob', 'eve'],
    orgs: [{ login: 'acme', members: ['ada', 'bob'] }],
    repositories: [
      { owner: 'acme', name: 'app', private: true },
      { owner: 'acme', name: '.github', private: true },
      { owner: 'acme', name: 'empty', private: true, autoInit: false },
    ],
  });
  installationId = world.github.installationId;
  const commit = (repo: string, files: Record<string, string>) =>
    world.github.commitFiles({ owner: 'acme', repo, files });
  await commit('.github', {
    '.github/rekey.yml': world.policy.replace('@octo/payments', '@bob'),
  });
  await commit('app', {
    [CONFIG]: registered({ acme: 'ACME_TOKEN', extra: 'EXTRA_TOKEN' }),
    [WORKFLOW]: deploying('DEPLOY_TOKEN'),
    '.github/CODEOWNERS': '* @eve\n/.github/ @ada\n',
    'billing/mcp.json': JSON.stringify({
      mcpServers: { billing: { url: world.mcp.url, headers: { Authorization: 'Bearer ${BILLING_TOKEN}' } } },
    }),
    'README.md': 'hello\n',
  });
  const secret = { value: 'unseen' };
  world.github.setSecret({ ...APP, ...secret, name: 'OWN' });
  world.github.protectEnvironment({ ...APP, environment: 'Production', reviewers: true, branches: true });
  world.github.setSecret({ ...APP, ...secret, environment: 'Production', name: 'DEPLOY_TOKEN' });
  world.github.setSecret({
    owner: 'acme',
    ...secret,
    name: 'SHARED',
    visibility: 'selected',
    selected: [1, 2],
  });
  rekey = await startRegisterServer(world);
  await world.github.announceInstallation('acme');
  const isNoted = async () =>
    (await rekey.context.db.selectFrom('repositories').select('id').execute()).length === 3;
  await until(isNoted, 20_000);
});
afterAll(async () => {
  await rekey.close();
  await world.close();
});

const requests = (index: number) =>
  world.github.requests
    .slice(index)
    .filter(({ path }) => /\/git\/(?:trees|blobs)|secrets|environments|\/members\//.test(path))
    .map(({ method, path, status }) => `${status} ${method} ${path}`);
const now = () => world.github.requests.length;

async function servers() {
  const found: string[] = [];
  const scope = await openScope(rekey.context, installationId);
  for await (const { name, owners, path } of readServers(rekey.context.db, scope))
    found.push(`${name} ${path} ${owners.join(' ')}`);
  return found.sort();
}

async function secrets() {
  const found: Record<string, object> = {};
  const scope = await openScope(rekey.context, installationId);
  for await (const { name, ...more } of readSecrets(rekey.context.db, scope)) found[name] = more;
  return found;
}

async function push(files: Record<string, string | null>) {
  const index = now();
  const sha = await world.github.commitFiles({ ...APP, files });
  await checkOf(world, sha, APP);
  return index;
}

describe('the register', () => {
  it('is filled after the installation, and says once what it may not read', async () => {
    await rekey.look();
    expect(await servers()).toEqual([
      'acme .mcp.json @eve',
      'billing billing/mcp.json @bob',
      'extra .mcp.json @eve',
    ]);
    expect(await secrets()).toMatchObject({
      DEPLOY_TOKEN: {
        scope: 'environment',
        environment: 'Production',
        owners: ['@ada'],
        uses: [{ job: 'deploy' }],
      },
    });
    expect(Object.keys(await secrets())).toEqual(['DEPLOY_TOKEN']);
    const said = () => rekey.lines.filter((line) => line.includes('"organization_secrets"')).length;
    expect(said()).toBe(1);
    const index = now();
    await rekey.nextDay();
    expect(said()).toBe(1);
    // Of the repositories the first was told; the others, and all of the next day's look, leave GitHub alone.
    expect(requests(index).filter((line) => line.endsWith('/actions/secrets'))).toEqual([
      '403 GET /orgs/acme/actions/secrets',
    ]);
    expect(rekey.lines.filter((line) => line.includes('job failed'))).toEqual([]);
  });

  it('has the names of secrets once the App may read them', async () => {
    for (const permission of ['secrets', 'organization_secrets'])
      world.github.setPermission(permission, 'read');
    await world.github.acceptPermissions('acme');
    await until(
      async () => (await rekey.context.db.selectFrom('gaps').select('permission').execute()).length === 0,
    );
    await rekey.nextDay();
    expect(await secrets()).toMatchObject({
      OWN: { scope: 'repository', repository: 'acme/app', uses: [] },
      SHARED: { scope: 'organization', visibility: 'selected' },
    });
    expect(
      await rekey.context.db
        .selectFrom('deploy_environments')
        .select(['name', 'reviewers', 'branches'])
        .execute(),
    ).toEqual([{ name: 'Production', reviewers: true, branches: true }]);
    expect(
      await rekey.context.db
        .selectFrom('actions_secrets')
        .select('repositories')
        .where('name', '=', 'SHARED')
        .execute(),
    ).toEqual([{ repositories: [1, 2] }]);
  });

  it('costs nothing of the quota on a day on which nothing happened', async () => {
    await rekey.nextDay();
    const index = now();
    await rekey.nextDay();
    const asked = requests(index).filter((line) => !line.includes('/members/'));
    expect(asked.filter((line) => !line.startsWith('304 '))).toEqual([
      '409 GET /repos/acme/empty/git/trees/HEAD',
    ]);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toContain('304 GET /repos/acme/app/git/trees/HEAD');
    expect(asked).toContain('304 GET /orgs/acme/actions/secrets/SHARED/repositories');
  });

  it('asks nothing after a push that touches none of its files', async () => {
    const index = await push({ 'src/index.js': 'console.log(1);\n' });
    await rekey.look();
    expect(requests(index)).toEqual([]);
  });

  it('follows a push that changes a server: one tree, and the one file that changed', async () => {
    await push({ [CONFIG]: registered({ acme: 'NEW_TOKEN' }) });
    const index = now();
    await rekey.look();
    const asked = requests(index);
    expect(asked.filter((line) => line.includes('/git/trees/HEAD'))).toHaveLength(1);
    expect(asked.filter((line) => line.includes('/git/blobs/'))).toHaveLength(1);
    expect(await servers()).toEqual(['acme .mcp.json @eve', 'billing billing/mcp.json @bob']);
  });

  it('forgets what a deleted file named, and knows since when its secret lies about', async () => {
    await push({ [CONFIG]: null, [WORKFLOW]: null });
    await rekey.look();
    expect(await servers()).toEqual(['billing billing/mcp.json @bob']);
    expect(await secrets()).toMatchObject({
      DEPLOY_TOKEN: { uses: [], abandonedSince: expect.anything() },
    });
  });

  it('forgets secrets and environments that are gone', async () => {
    world.github.removeSecret({ ...APP, name: 'OWN' });
    world.github.removeEnvironment({ ...APP, environment: 'Production' });
    await rekey.nextDay();
    expect(Object.keys(await secrets())).toEqual(['SHARED']);
  });

  it('knows which owners are no members, and asks of nobody else', async () => {
    world.github.leaveOrganisation({ org: 'acme', login: 'bob' });
    const index = now();
    await rekey.nextDay();
    const { goneOwners } = await openScope(rekey.context, installationId);
    // eve is neither a member nor a collaborator of the repository in which she is named.
    expect([...goneOwners].sort()).toEqual(['@bob', '@eve']);
    expect(requests(index).filter((line) => line.includes('/members/'))).toEqual([
      '404 GET /orgs/acme/members/bob',
      '404 GET /orgs/acme/members/eve',
    ]);
  });

  it('takes nobody for gone who may still work in the repository, or of whom it may not know', async () => {
    world.github.setRepositoryPermission({ ...APP, login: 'eve', permission: 'write' });
    await rekey.nextDay();
    const gone = async () => [...(await openScope(rekey.context, installationId)).goneOwners];
    expect(await gone()).toEqual(['@bob']);
    world.github.setMembersPermission(false);
    await rekey.nextDay();
    expect(await gone()).toEqual([]);
    world.github.setMembersPermission(true);
  });

  it('knows what a registered server and its issuer say of themselves', async () => {
    const { issuers } = await openScope(rekey.context, installationId);
    expect([...issuers]).toEqual([
      [
        world.mcp.url,
        {
          origin: new URL(world.issuer.issuer).origin,
          hasResourceMetadata: true,
          issuerMatches: true,
          hasRevocation: true,
        },
      ],
    ]);
  });

  it('leaves an archived repository alone', async () => {
    await world.github.archiveRepository(APP, true);
    await until(
      async () =>
        (
          await rekey.context.db
            .selectFrom('repositories')
            .select('id')
            .where('archived', '=', true)
            .execute()
        ).length === 1,
    );
    const index = now();
    await rekey.nextDay();
    expect(requests(index).filter((line) => line.includes('/acme/app/'))).toEqual([]);
    expect(world.github.violations).toEqual([]);
  });
});
