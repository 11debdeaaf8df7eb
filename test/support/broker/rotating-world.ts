import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrokerProcess, type BrokerProcess } from '../../../demo/world/broker/broker-process.ts';
import type { IssueRecord } from '../../../demo/world/github/github-world.ts';
import type { RekeyProcess } from '../../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../../demo/world/start-world.ts';
import { checkOf } from '../story.ts';
import { until } from '../until.ts';
import { startFakeGrafana, type FakeGrafana } from './fake-grafana.ts';
import { startFakeVaultKv, type FakeVaultKv } from './fake-vault-kv.ts';
import { startFakeVaultTokens, type FakeVaultTokens } from './fake-vault-tokens.ts';

/** An organisation's repository, and the one with the organisation's policy. */
export const APP = { owner: 'acme', repo: 'app' } as const;
const POLICY = { owner: 'acme', repo: '.github' } as const;

/** Rekey with a broker of its own that may issue successors at a Grafana and a Vault. */
export interface RotatingWorld extends Surroundings {
  readonly grafana: FakeGrafana;
  readonly vault: FakeVaultTokens;
  readonly kv: FakeVaultKv;
  readonly broker: BrokerProcess;
  readonly rekey: () => RekeyProcess;
  /** Kills Rekey as a crash would, and starts it again on the same data. */
  crash(meanwhile?: () => void): Promise<void>;
  /** Writes the organisation's policy, and waits until it holds. */
  setPolicy(text: string): Promise<void>;
  /** Commits an MCP configuration with a token as a variable of its server's environment. */
  leak(key: string, token: string): Promise<string>;
  /** The one issue that says something, once it is closed. */
  closedIssue(words: string): Promise<IssueRecord>;
  secretOf(
    name: string,
    where?: { readonly repo?: string; readonly environment?: string },
  ): string | undefined;
  /** Everything that Rekey wrote to its log and its database. */
  written(): readonly string[];
}

export async function startRotatingWorld(): Promise<RotatingWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-rotation-'));
  const clientKey = randomBytes(32).toString('base64');
  writeFileSync(join(folder, 'client.key'), clientKey);
  const [grafana, vault, kv, world] = await Promise.all([
    startFakeGrafana(),
    startFakeVaultTokens(),
    startFakeVaultKv(),
    startSurroundings({
      users: ['ada'],
      orgs: [{ login: 'acme', members: ['ada'] }],
      repositories: [
        { ...APP, name: 'app', private: true },
        { ...POLICY, name: '.github', private: true },
        { owner: 'acme', name: 'deploy', private: true },
      ],
    }),
  ]);
  const broker = await startBrokerProcess({
    egressAllow: '127.0.0.1',
    environment: { CLIENT: clientKey, GRAFANA: grafana.admin, VAULT: vault.admin, KV: kv.token },
    clients: {
      clients: {
        app: {
          method: 'hmac',
          secret: { env: 'CLIENT' },
          owners: ['acme'],
          scopes: ['revoke', 'describe', 'rotate'],
          rotations: { 'grafana/*': ['sealed_box', 'vault_kv'], 'vault/*': ['sealed_box'] },
        },
      },
      origins: { grafana: [grafana.origin], vault: [vault.origin] },
      breaker: { credentials: 1000 },
    },
    credentials: {
      grafana: { acme: { secret: { env: 'GRAFANA' }, credentials: grafana.registered } },
      vault: { acme: { secret: { env: 'VAULT' } } },
      'vault-kv': {
        acme: { secret: { env: 'KV' }, fields: { address: kv.origin, mount: 'secret', prefix: 'ci/' } },
      },
    },
  });
  const dataDir = join(folder, 'data');
  const start = () =>
    world.startRekey({ dataDir, brokerUrl: broker.url, brokerAuth: `hmac:${join(folder, 'client.key')}` });
  let rekey = await start();
  const outputs: string[] = [];
  for (const permission of ['secrets', 'organization_secrets', 'environments', 'actions_variables'])
    world.github.setPermission(permission, 'write');
  return {
    ...world,
    grafana,
    vault,
    kv,
    broker,
    rekey: () => rekey,
    async crash(meanwhile) {
      await rekey.kill();
      outputs.push(rekey.output());
      meanwhile?.();
      rekey = await start();
    },
    async setPolicy(text) {
      const files = { '.github/rekey.yml': text };
      await checkOf(world, await world.github.commitFiles({ ...POLICY, files }), POLICY, 40_000);
    },
    leak: (key, token) =>
      world.github.commitFiles({
        ...APP,
        files: {
          [`${randomBytes(4).toString('hex')}/.mcp.json`]: `${JSON.stringify(
            {
              mcpServers: { metrics: { command: 'npx', args: ['-y', 'mcp-metrics'], env: { [key]: token } } },
            },
            null,
            2,
          )}\n`,
        },
      }),
    async closedIssue(words) {
      let found: readonly IssueRecord[] = [];
      await until(async () => {
        const issues = await world.github.listIssues(APP);
        found = issues.filter(({ body }) => body?.includes(words));
        return found.length > 0 && found.every(({ state }) => state === 'closed');
      }, 40_000);
      if (found.length !== 1) throw new Error(`${found.length} issues instead of one`);
      return found[0] as IssueRecord;
    },
    secretOf: (name, where = { repo: 'app' }) =>
      world.github.secrets({ owner: 'acme', ...where }).find((secret) => secret.name === name)?.value,
    written: () => [
      ...outputs,
      rekey.output(),
      broker.output(),
      ...readdirSync(dataDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1')),
    ],
    async close() {
      await rekey.stop();
      await broker.stop();
      await Promise.all([world.close(), grafana.close(), vault.close(), kv.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
