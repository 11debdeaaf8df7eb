import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of its own, as a package of Debian installs it. */
export interface PostgresServer {
  /** Address of a database on it; the server makes none but `postgres`. */
  address(database: string): string;
  stop(): void;
}

const VERSIONS = '/usr/lib/postgresql';

function binaries(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const newest = versions.toSorted((one, other) => Number(one) - Number(other)).at(-1);
  if (newest === undefined) throw new Error('This bench needs PostgreSQL: apt-get install postgresql');
  return join(VERSIONS, newest, 'bin');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts PostgreSQL in a temporary place, as an ordinary user, with what Debian's package sets and nothing tuned. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-postgres-'));
  const isRoot = process.getuid?.() === 0;
  // It refuses to run as root.
  const run = (...command: string[]) =>
    execFileSync(
      isRoot ? 'runuser' : (command[0] ?? ''),
      isRoot ? ['-u', 'postgres', '--', ...command] : command.slice(1),
      {
        stdio: 'ignore',
        cwd: folder,
      },
    );
  if (isRoot) {
    const ids = ['-u', '-g'].map((kind) =>
      Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' })),
    );
    chownSync(folder, ids[0] ?? 0, ids[1] ?? 0);
  }
  const data = join(folder, 'data');
  const port = await freePort();
  run(join(bin, 'initdb'), '-D', data, '-U', 'rekey', '--auth=trust');
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -k ${folder}`;
  run(join(bin, 'pg_ctl'), '-D', data, '-w', '-o', options, '-l', join(folder, 'log'), 'start');
  let running = true;
  const stop = () => {
    if (!running) return;
    running = false;
    run(join(bin, 'pg_ctl'), '-D', data, '-m', 'immediate', 'stop');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  return { address: (database) => `postgres://rekey@127.0.0.1:${port}/${database}`, stop };
}
