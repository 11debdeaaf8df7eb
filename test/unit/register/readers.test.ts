import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendAudit } from '../../../src/inventory/audit.ts';
import { readCredentials } from '../../../src/register/read-credentials.ts';
import { readEnvironments, readSecrets } from '../../../src/register/read-secrets.ts';
import { readJobs, readServers } from '../../../src/register/read-servers.ts';
import { noteSecretUse } from '../../../src/register/record-secrets.ts';
import type { RegisterScope } from '../../../src/register/scope.ts';
import type { Store } from '../../../src/store/database.ts';
import { BARE_SCOPE, deploying, registered, registerRows } from '../../support/register-rows.ts';
import { openTestStore } from '../../support/test-store.ts';

const MCP = 'https://mcp.acme.example/billing';
const SCOPE: RegisterScope = {
  ...BARE_SCOPE,
  servers: [{ name: 'billing', url: MCP, owner: 'bob', environments: ['production'], scopes: ['read'] }],
  ownersOf: (_id, path) => (path.startsWith('.github') ? ['@acme/platform'] : []),
  goneOwners: new Set(['@bob']),
  issuers: new Map([[MCP, { origin: 'https://auth.acme.example', hasRevocation: true }]]),
};
const WORKFLOW = '.github/workflows/deploy.yml';

let store: Store & { remove(): Promise<void> };
let rows: ReturnType<typeof registerRows>;
beforeAll(async () => {
  store = await openTestStore();
  rows = registerRows(store.db);
  await rows.repository(70, 'app');
  await rows.repository(71, 'open', { private: false });
  await rows.repository(72, 'left', { removed_at: new Date() });
  for (const id of [70, 71, 72]) await rows.file(id, WORKFLOW, deploying('DEPLOY', 'Production'));
});
afterAll(() => store.remove());

async function all<T extends { readonly name: string }>(read: AsyncIterable<T>): Promise<Record<string, T>> {
  const found: Record<string, T> = {};
  for await (const one of read) found[one.name] = one;
  return found;
}

async function usedIn(name: string): Promise<readonly string[] | undefined> {
  const { [name]: secret } = await all(readSecrets(store.db, SCOPE));
  return secret?.uses.map(({ repository }) => repository);
}
const http = (url: string) => ({ url, headers: { Authorization: 'Bearer ${T_TOKEN}' } });

describe('the records of secrets', () => {
  it('name the jobs that can see each: of its repository, its environment, or of those it is shared with', async () => {
    await rows.secret(70, 'DEPLOY');
    expect(await usedIn('DEPLOY')).toEqual(['acme/app']);
    await store.db.deleteFrom('actions_secrets').execute();
    await rows.secret(71, 'DEPLOY', { scope: 'environment', environment: 'production' });
    expect(await usedIn('DEPLOY')).toEqual(['acme/open']);
    await store.db.updateTable('actions_secrets').set({ environment: 'staging' }).execute();
    expect(await usedIn('DEPLOY')).toEqual([]);
    await store.db.deleteFrom('actions_secrets').execute();
    const shared = async (more: object) => {
      await store.db.deleteFrom('actions_secrets').execute();
      await rows.secret(0, 'DEPLOY', more);
      return usedIn('DEPLOY');
    };
    expect(await shared({ visibility: 'all' })).toEqual(['acme/app', 'acme/open']);
    expect(await shared({ visibility: 'private' })).toEqual(['acme/app']);
    expect(await shared({ visibility: 'selected', repositories: JSON.stringify([71, 5]) })).toEqual([
      'acme/open',
    ]);
    expect(await shared({ visibility: 'selected' })).toEqual(['acme/app', 'acme/open']);
  });

  it('tell since when nothing takes a secret that something took', async () => {
    await store.db.deleteFrom('actions_secrets').execute();
    await rows.secret(70, 'DEPLOY');
    await rows.secret(70, 'NEVER');
    await noteSecretUse(store.db, { installationId: 7, repositoryId: 70 });
    expect((await all(readSecrets(store.db, SCOPE)))['DEPLOY']).not.toHaveProperty('abandonedSince');
    await rows.file(70, WORKFLOW, deploying('OTHER'));
    await noteSecretUse(store.db, { installationId: 7, repositoryId: 70 });
    const { DEPLOY, NEVER } = await all(readSecrets(store.db, SCOPE));
    expect(DEPLOY).toHaveProperty('abandonedSince');
    expect(NEVER).not.toHaveProperty('abandonedSince');
    await rows.file(70, WORKFLOW, deploying('DEPLOY'));
  });

  it('are to be rotated when the policy says of the server that gets them from the job, the shortest of several', async () => {
    await store.db.deleteFrom('actions_secrets').execute();
    await rows.secret(70, 'DEPLOY');
    await rows.file(70, '.mcp.json', registered({ acme: 'ACME_TOKEN' }));
    const server = { url: 'https://a.example', environments: [], scopes: [] };
    const servers = [{ ...server, name: 'acme', owner: '@ann', maxAgeSeconds: 30 * 86_400 }];
    const { DEPLOY } = await all(readSecrets(store.db, { ...SCOPE, servers }));
    expect(DEPLOY).toMatchObject({ maxAgeDays: 30, owners: ['@ann'], uses: [{ server: 'acme' }] });
    expect((await all(readSecrets(store.db, SCOPE)))['DEPLOY']).not.toHaveProperty('maxAgeDays');
    await rows.file(70, '.mcp.json', registered({}));
  });

  it('belong to whose server takes them, else to whose workflow it is', async () => {
    await store.db.deleteFrom('actions_secrets').execute();
    await rows.secret(70, 'DEPLOY');
    const { DEPLOY } = await all(readSecrets(store.db, SCOPE));
    expect(DEPLOY).toMatchObject({
      owners: ['@acme/platform'],
      goneOwners: [],
      uses: [{ job: 'deploy', triggers: ['push'] }],
    });
  });
});

describe('the records of environments', () => {
  it('are those that hold secrets, with what guards them', async () => {
    await rows.secret(70, 'INSIDE', { scope: 'environment', environment: 'production' });
    for (const name of ['production', 'preview'])
      await store.db
        .insertInto('deploy_environments')
        .values({ repository_id: 70, name, reviewers: true, branches: false })
        .execute();
    expect(await readEnvironments(store.db, SCOPE)).toEqual([
      {
        id: '70/production',
        name: 'production',
        repository: 'acme/app',
        reviewers: true,
        branches: false,
        secrets: ['INSIDE'],
        owners: ['@acme/platform'],
      },
    ]);
  });
});

describe('the records of servers and jobs', () => {
  it('hold what the organisation registered, by the address, and nothing of a repository that is gone', async () => {
    await rows.file(
      70,
      '.mcp.json',
      JSON.stringify({ mcpServers: { mine: http(`${MCP}/v2`), billing: http('https://evil.example/') } }),
    );
    await rows.file(72, '.mcp.json', registered({ hidden: 'X_TOKEN' }));
    const { mine, billing, hidden } = await all(readServers(store.db, SCOPE));
    expect(mine).toMatchObject({
      owners: ['@bob'],
      takesSecret: true,
      hasRegister: true,
      registered: { name: 'billing', url: MCP },
      issuer: { origin: 'https://auth.acme.example' },
    });
    // Its name is another's: it gets the owner of that name, and nothing of what that server says of itself.
    expect(billing).not.toHaveProperty('issuer');
    expect(hidden).toBeUndefined();
    const jobs = await all(readJobs(store.db, SCOPE));
    expect(jobs[`deploy in ${WORKFLOW}`]).toMatchObject({
      owners: ['@acme/platform'],
      takes: [{ via: 'secret', name: 'DEPLOY', key: 'ACME_TOKEN', mcp: true }],
    });
  });

  it('are read page by page, each once', async () => {
    const names = Array.from({ length: 130 }, (_, at) => `s${at}`);
    for (let part = 0; part < 5; part += 1)
      await rows.file(
        71,
        `${part}/.mcp.json`,
        registered(Object.fromEntries(names.map((name) => [`${part}${name}`, 'A_TOKEN']))),
      );
    let count = 0;
    for await (const { name } of readServers(store.db, SCOPE)) if (/^\ds/.test(name)) count += 1;
    expect(count).toBe(650);
  });
});

describe('the records of credentials', () => {
  it('hold where each stands at present and what was told of it', async () => {
    const { id } = await rows.credential({ server: 'billing', server_url: MCP, environment: 'staging' });
    await rows.exposure(id, 70, '.mcp.json', { server: 'billing' });
    await rows.exposure(id, 70, 'old.json', { at_head: false });
    await rows.exposure(id, 71, '.github/workflows/ci.yml', { at_head: true });
    await store.db
      .insertInto('credential_facts')
      .values({
        credential_id: id,
        owner: null,
        principal_kind: 'user',
        issuer: 'https://auth.acme.example',
        scopes: JSON.stringify(['all']),
        audience: JSON.stringify(['x']),
        environment: null,
        tools: null,
        more_tools: false,
        source: 'provider',
      })
      .execute();
    const { 'acme-token acme_… (40 characters)': record } = await all(readCredentials(store.db, SCOPE));
    expect(record).toMatchObject({
      isJwt: true,
      ended: false,
      leaks: { content: 1, workflow: 1, variable: 0, organisationVariable: 0 },
      principal: 'user',
      scopes: ['all'],
      neverExpires: true,
      reintroduced: false,
      showsUse: false,
      owners: ['@bob'],
      goneOwners: ['@bob'],
      registered: { name: 'billing' },
      issuer: { hasRevocation: true },
    });
    expect(record?.uses).toEqual(
      expect.arrayContaining([
        {
          repository: 'acme/app',
          path: '.mcp.json',
          server: 'billing',
          serverUrl: MCP,
          environment: 'staging',
          triggers: [],
        },
        {
          repository: 'acme/open',
          path: '.github/workflows/ci.yml',
          job: 'ci.yml',
          serverUrl: MCP,
          environment: 'staging',
          triggers: [],
        },
      ]),
    );
    expect(record?.uses).toHaveLength(2);
  });

  it('follow a variable to the jobs that read it', async () => {
    const { id } = await rows.credential({ redacted: 'in a variable' });
    await rows.exposure(id, 70, 'actions/repository/API', {
      kind: 'variable',
      place: JSON.stringify({ kind: 'variable', family: 'actions', scope: 'repository', name: 'API' }),
    });
    await rows.file(70, '.github/workflows/v.yml', deploying('X').replace('secrets.X', 'vars.API'));
    await rows.file(71, '.github/workflows/v.yml', deploying('X').replace('secrets.X', 'vars.API'));
    const { 'acme-token in a variable': record } = await all(readCredentials(store.db, SCOPE));
    expect(record?.leaks).toMatchObject({ variable: 1 });
    expect(record?.uses).toEqual([
      {
        repository: 'acme/app',
        path: '.github/workflows/v.yml',
        job: 'deploy',
        environment: 'production',
        triggers: ['push'],
      },
    ]);
  });

  it('know one that came again after it was dead', async () => {
    const { id, incidentId } = await rows.credential({ redacted: 'again' });
    await appendAudit(store.db, incidentId, 'rekey', [{ event: 'revoked_verified' }]);
    await rows.exposure(id, 70, 'again.json', { seen_at: new Date(Date.now() + 1000) });
    const { 'acme-token again': record } = await all(readCredentials(store.db, SCOPE));
    expect(record?.reintroduced).toBe(true);
  });
});
