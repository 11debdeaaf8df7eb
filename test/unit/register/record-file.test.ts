import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findJobsIn, findServersIn, redactKnownFormats } from '../../../src/detect/index.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { forgetFiles, recordFile } from '../../../src/register/record-file.ts';
import type { Store } from '../../../src/store/database.ts';
import { githubPat } from '../../support/credentials.ts';
import { openTestStore } from '../../support/test-store.ts';

const scrub = createScrub([], redactKnownFormats);
const REPOSITORY = { installationId: 7, repositoryId: 70 };
const CONFIG = '.mcp.json';
const WORKFLOW = '.github/workflows/ci.yml';

let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
  await store.db
    .insertInto('repositories')
    .values({ id: 70, installation_id: 7, owner: 'acme', name: 'app', private: true })
    .execute();
});
afterAll(() => store.remove());

const config = (servers: object) => JSON.stringify({ mcpServers: servers });
const server = (token: string) => ({ command: 'npx', args: ['acme@1'], env: { ACME_TOKEN: token } });
const workflow = (secret: string) =>
  `on: push\njobs:\n  build:\n    steps:\n      - run: make\n        env: { T: "\${{ secrets.${secret} }}" }\n`;

async function read(path: string, content: string): Promise<void> {
  const text = { path, content };
  const file = { path, blob: 'b'.repeat(40), servers: findServersIn(text), jobs: findJobsIn(text) };
  await store.db.transaction().execute((trx) => recordFile(trx, REPOSITORY, file, scrub));
}

async function rows() {
  const servers = await store.db
    .selectFrom('mcp_servers')
    .select(['id', 'name', 'gone_at'])
    .orderBy('name')
    .execute();
  const jobs = await store.db.selectFrom('workflow_jobs').select(['job', 'gone_at']).execute();
  const references = await store.db
    .selectFrom('credential_references')
    .select(['via', 'name', 'key'])
    .orderBy('name')
    .execute();
  return {
    servers: servers.map(({ name, gone_at: gone }) => `${name}${gone ? ' gone' : ''}`),
    jobs: jobs.map(({ job, gone_at: gone }) => `${job}${gone ? ' gone' : ''}`),
    references: references.map(({ via, name }) => `${via} ${name}`),
    ids: servers.map(({ id }) => id),
  };
}

describe('what a file says of servers and jobs', () => {
  it('is written down once, however often it is read', async () => {
    await read(CONFIG, config({ a: server('${A_TOKEN}'), b: server('${B_TOKEN}') }));
    const first = await rows();
    await read(CONFIG, config({ a: server('${A_TOKEN}'), b: server('${B_TOKEN}') }));
    expect(await rows()).toEqual(first);
    expect(first).toMatchObject({ servers: ['a', 'b'], references: ['env A_TOKEN', 'env B_TOKEN'] });
  });

  it('takes the place of what it said before, and keeps who a server is', async () => {
    const before = await rows();
    await read(CONFIG, config({ a: server('${NEW_TOKEN}') }));
    const after = await rows();
    expect(after).toMatchObject({ servers: ['a', 'b gone'], references: ['env NEW_TOKEN'] });
    expect(after.ids).toEqual(before.ids);
    await read(CONFIG, config({ b: server('${B_TOKEN}') }));
    expect(await rows()).toMatchObject({ servers: ['a gone', 'b'], references: ['env B_TOKEN'] });
  });

  it('leaves other files alone, and goes when its file goes', async () => {
    await read(WORKFLOW, workflow('DEPLOY'));
    expect(await rows()).toMatchObject({
      servers: ['a gone', 'b'],
      jobs: ['build'],
      references: ['env B_TOKEN', 'secret DEPLOY'],
    });
    await store.db.transaction().execute((trx) => forgetFiles(trx, REPOSITORY, [CONFIG]));
    expect(await rows()).toMatchObject({
      servers: ['a gone', 'b gone'],
      jobs: ['build'],
      references: ['secret DEPLOY'],
    });
    const files = await store.db.selectFrom('register_files').select('path').execute();
    expect(files).toEqual([{ path: WORKFLOW }]);
  });

  it('holds no credential, wherever somebody wrote one', async () => {
    const token = githubPat();
    const odd = config({
      [token]: { command: 'npx', args: [`acme@${token}`], env: { [`KEY_${token}`]: '${A_TOKEN}' } },
    });
    await read(CONFIG, odd);
    await read(WORKFLOW, workflow(token));
    await read(`${token}/.mcp.json`, odd);
    for (const table of ['mcp_servers', 'workflow_jobs', 'credential_references', 'register_files'] as const)
      expect(JSON.stringify(await store.db.selectFrom(table).selectAll().execute())).not.toContain(token);
  });
});
