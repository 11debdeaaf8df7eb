import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** What Node compiled is kept for the next process: reading our TypeScript is most of what is left of a start. */
export const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/rekey', import.meta.url));
const START_TIMEOUT_MS = 60_000;
/**
 * Kept from the tests to the servers that they start. The database is WebAssembly: V8 compiles what is used often once more
 * and better, which takes processes that live for seconds more than it gains.
 */
const FOR_SHORT_LIVES = process.execArgv.filter((option) => option === '--liftoff-only');

/** A command of Rekey as its real server process. */
export interface ServerProcess {
  readonly port: number;
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

/** Tests have a database made beforehand: making one takes most of a server's start. */
export function copyDatabaseTemplate(folder: string, kind: 'rekey' | 'empty'): void {
  const template = process.env['REKEY_DATABASE_TEMPLATE'];
  const database = join(folder, 'database');
  if (template === undefined || existsSync(database)) return;
  cpSync(join(template, kind, 'database'), database, { recursive: true });
}

/**
 * Starts a command as a child process and waits until it listens. Its environment is what is given, and nothing of ours.
 *
 * @param dataDir kept when given; otherwise a temporary directory that goes with the process
 */
export async function startServerProcess(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
  dataDir?: string,
): Promise<ServerProcess> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'rekey-data-'));
  if (environment['DATABASE_URL'] === undefined)
    copyDatabaseTemplate(folder, command === 'broker' ? 'empty' : 'rekey');
  const child = spawn(process.execPath, [...FOR_SHORT_LIVES, MAIN, command], {
    // An empty place, so that no `.env` of this checkout is read.
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...environment,
      DATA_DIR: folder,
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
    port,
    pid: child.pid ?? 0,
    dataDir: folder,
    output,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      if (dataDir === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
