import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LogLevel } from '../../src/config/config.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const UNLIMITED = 10_000_000;

const written = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

/** What the server is started with; the rest has defaults. */
export interface RekeyOptions {
  readonly githubApiUrl: string;
  readonly webhookSecret: string;
  readonly appId?: number;
  /** PEM; one is made when absent, for a GitHub that does not look. */
  readonly privateKey?: string;
  /** Hosts on loopback that the broker may reach. */
  readonly egressAllow: string;
  /** Kept when given; otherwise a temporary directory that goes with the process. */
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly key?: string;
  readonly logLevel?: LogLevel;
  readonly port?: number;
  /** Default: so much that nothing waits, since a demo or test does in seconds what takes people a day. */
  readonly contentPerMinute?: number;
  readonly requestPointsPerMinute?: number;
  readonly reconcileSeconds?: number;
  readonly sweepSeconds?: number;
}

/** Rekey as its real server process. */
export interface RekeyProcess {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Everything it has written to its standard output and error so far. */
  output(): string;
  /** Ends it at once, as a crash would; its data stays. */
  kill(): Promise<void>;
  /** Ends it in order, and removes its data when they were temporary. */
  stop(): Promise<void>;
}

function listening(child: ChildProcess, output: () => string): Promise<number> {
  return new Promise((done, fail) => {
    const timer = setTimeout(
      () => fail(new Error(`rekey did not start in time:\n${output()}`)),
      START_TIMEOUT_MS,
    );
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(new Error(`rekey ended with ${code}:\n${output()}`));
    });
    child.stdout?.on('data', () => {
      const port = /"port":(\d+)/.exec(output())?.[1];
      if (!port) return;
      clearTimeout(timer);
      done(Number(port));
    });
  });
}

/** Starts `rekey serve` as a child process on a free port of the loopback interface and waits until it listens. */
export async function startRekey(options: RekeyOptions): Promise<RekeyProcess> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'rekey-data-'));
  const privateKey =
    options.privateKey ??
    generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs1', format: 'pem' })
      .toString();
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    // An empty place, so that no `.env` of this checkout is read.
    cwd: dataDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      APP_ID: String(options.appId ?? 1),
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: options.webhookSecret,
      GITHUB_API_URL: options.githubApiUrl,
      EGRESS_ALLOW: options.egressAllow,
      HOST: '127.0.0.1',
      PORT: String(options.port ?? 0),
      DATA_DIR: dataDir,
      DATABASE_URL: options.databaseUrl,
      REKEY_KEY: options.key,
      LOG_LEVEL: options.logLevel ?? 'info',
      CONTENT_PER_MINUTE: String(options.contentPerMinute ?? UNLIMITED),
      REQUEST_POINTS_PER_MINUTE: String(options.requestPointsPerMinute ?? UNLIMITED),
      RECONCILE_SECONDS: written(options.reconcileSeconds),
      SWEEP_SECONDS: written(options.sweepSeconds),
    },
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const output = () => text;
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };
  // A test or demo that dies must not leave a server behind.
  const killWithParent = () => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  child.once('exit', () => process.off('exit', killWithParent));
  const port = await listening(child, output);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    dataDir,
    output,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
