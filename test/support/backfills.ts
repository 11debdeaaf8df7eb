import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { COMPILE_CACHE } from '../../demo/world/server-process.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { BackfillReport } from '../../src/jobs/backfill/read-backfills.ts';
import { openStore } from '../../src/store/database.ts';
import { issueCommandCode } from '../../src/web/session.ts';
import { hexKey } from './credentials.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The variables of a Rekey in this world. */
export function environment(
  world: Surroundings,
  dataDir: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    APP_ID: String(world.github.appId),
    PRIVATE_KEY: world.github.privateKey,
    WEBHOOK_SECRET: world.github.webhookSecret,
    GITHUB_API_URL: world.github.apiUrl,
    REKEY_KEY: world.key,
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    CONTENT_PER_MINUTE: '100000',
    REQUEST_POINTS_PER_MINUTE: '100000',
    ...more,
  };
}

/** A finished command. */
export interface CommandRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the real `rekey`. */
export function startCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): { readonly child: ChildProcess; readonly ended: Promise<CommandRun> } {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: env['DATA_DIR'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<CommandRun>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
  return { child, ended };
}

const call = async (world: Surroundings, rekey: RekeyProcess, body: object): Promise<unknown> => {
  const code = issueCommandCode(deriveKeys(Buffer.from(world.key, 'base64')));
  const response = await fetch(`${rekey.url}/api/backfills`, {
    method: 'POST',
    headers: { authorization: `Bearer ${code}` },
    body: JSON.stringify(body),
  });
  return response.json();
};

/** Asks a running server for histories, as `rekey backfill` does; their ids. */
export async function askServer(
  world: Surroundings,
  rekey: RekeyProcess,
  owner: string,
  name?: string,
): Promise<readonly number[]> {
  const answer = await call(world, rekey, { owner, ...(name === undefined ? {} : { name }) });
  return (answer as { ids: readonly number[] }).ids;
}

/** How far histories are. */
export async function reportsOf(
  world: Surroundings,
  rekey: RekeyProcess,
  ids: readonly number[],
): Promise<readonly BackfillReport[]> {
  return ((await call(world, rekey, { ids })) as { backfills: readonly BackfillReport[] }).backfills;
}

/** Where a credential was found. */
export interface Exposed {
  readonly commit: string;
  readonly path: string;
  readonly line: number;
  readonly atHead: boolean | null;
}

/** What the inventory of a server that has stopped holds of histories, by path. */
export async function exposuresIn(
  world: Surroundings,
  dataDir: string,
): Promise<{ readonly exposures: readonly Exposed[]; readonly incidents: number }> {
  const store = await openStore(readConfig(environment(world, dataDir)));
  const rows = await store.db
    .selectFrom('exposures')
    .select(['commit_sha', 'path', 'start_line', 'at_head'])
    .where('history', '=', true)
    .orderBy('path')
    .execute();
  const incidents = await store.db.selectFrom('incidents').select('id').execute();
  await store.close();
  const exposures = rows.map((row) => ({
    commit: row.commit_sha,
    path: row.path,
    line: row.start_line,
    atHead: row.at_head,
  }));
  return { exposures, incidents: incidents.length };
}

/** An MCP configuration with a new credential on its seventh line. */
export function leakingConfig(key = hexKey(), note = ''): string {
  const server = { args: ['server-x'], command: 'npx', env: { API_KEY: key } };
  const text = JSON.stringify({ mcpServers: { x: server }, note }, null, 2);
  return `${text.replace('[\n        "server-x"\n      ]', '["server-x"]')}\n`;
}

/** A file that looks like source and holds nothing. */
export function cleanFile(lines = 150): string {
  return Array.from(
    { length: lines },
    (_, n) => `export const value${n} = call(${n}, '${randomBytes(6).toString('base64')}');`,
  ).join('\n');
}
