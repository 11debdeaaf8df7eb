import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { startFakeGitLabAdmin, type FakeGitLabAdmin } from '../support/broker/fake-gitlab-admin.ts';
import { APP, checkOf, closedIssues } from '../support/story.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-broker-admin-'));
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keyPath = join(folder, 'app.pem');

let world: Surroundings;
let gitlab: FakeGitLabAdmin;
let broker: BrokerProcess;
let rekey: RekeyProcess;

beforeAll(async () => {
  writeFileSync(keyPath, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  [world, gitlab] = await Promise.all([startSurroundings(), startFakeGitLabAdmin()]);
  broker = await startBrokerProcess({
    egressAllow: '127.0.0.1',
    logLevel: 'debug',
    environment: {
      PUBLIC_KEY: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      GITLAB_ADMIN: gitlab.admin,
    },
    clients: {
      clients: { app: { method: 'private_key_jwt', public_key: { env: 'PUBLIC_KEY' }, owners: ['octo'] } },
      origins: { gitlab: [gitlab.origin] },
    },
    credentials: { gitlab: { octo: { secret: { env: 'GITLAB_ADMIN' } } } },
  });
  rekey = await world.startRekey({
    logLevel: 'debug',
    // GitLab is reached by the broker alone.
    egressAllow: new URL(world.github.apiUrl).host,
    brokerUrl: broker.url,
    brokerAuth: `private_key_jwt:${keyPath}?client_id=app`,
  });
});
afterAll(async () => {
  await rekey.stop();
  await broker.stop();
  await Promise.all([world.close(), gitlab.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Everything in a data directory, as text. */
const filesOf = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));

describe("a credential that only the operator's own can end", () => {
  it('is found by the App, ended by the broker and proved dead, and the right of the operator stays there', async () => {
    const [leaked, bystander] = [gitlab.add(), gitlab.add()];
    const server = { command: 'npx', args: ['-y', 'gitlab-mcp'], env: { GITLAB_TOKEN: leaked } };
    const sha = await world.github.commitFiles({
      ...APP,
      files: { '.mcp.json': JSON.stringify({ mcpServers: { gitlab: server } }, null, 2) },
    });
    const check = await checkOf(world, sha);
    expect(check.output.title).toContain('already dead');
    const issues = await closedIssues(world, 1);
    expect([...gitlab.tokens]).toEqual([bystander]);
    // Seen alive, ended once, seen dead: each with the administrator's token and no other.
    expect(gitlab.requests.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST']);
    for (const { headers, path } of gitlab.requests) {
      expect(headers['private-token']).toBe(gitlab.admin);
      expect(path).not.toContain(leaked);
    }

    const said = [
      rekey.output(),
      broker.output(),
      JSON.stringify([check, issues, world.github.requests]),
      ...filesOf(rekey.dataDir),
      ...filesOf(broker.dataDir),
    ];
    for (const secret of [gitlab.admin, leaked, bystander])
      expect(said.filter((text) => text.includes(secret))).toEqual([]);
    expect(world.github.violations).toEqual([]);
  });
});
