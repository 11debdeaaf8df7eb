import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RekeyError } from '../base/errors.ts';

/** Longest path of a unix socket that every system takes (sun_path is 104 bytes on macOS, 108 on Linux). */
const MAX_SOCKET_PATH = 100;

/** How long a holder may take to say who it is. */
const ANSWER_MS = 2000;

/** A held lock; the kernel lets go of it when the process dies, however it dies. */
export interface DataDirLock {
  release(): Promise<void>;
}

function socketPath(dataDir: string): string {
  const path = join(resolve(dataDir), 'lock.sock');
  if (path.length <= MAX_SOCKET_PATH) return path;
  const name = createHash('sha256').update(path).digest('hex').slice(0, 24);
  return join(tmpdir(), `rekey-${name}.sock`);
}

/** Binds the name, and tells whoever connects who holds it. */
function listen(path: string, owner: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(owner));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : fail(error),
    );
    server.listen(path, () => done(server.unref()));
  });
}

/** Who holds the name; undefined when nobody listens any more. */
function ownerOf(path: string): Promise<string | undefined> {
  return new Promise((done) => {
    let said: string | undefined;
    // A process that is stopped holds its lock all the same.
    const socket = connect(path)
      .setEncoding('utf8')
      .setTimeout(ANSWER_MS, () => socket.destroy());
    socket.once('connect', () => (said = ''));
    socket.on('data', (text: string) => (said += text));
    socket.once('error', () => undefined);
    socket.once('close', () => done(said));
  });
}

/**
 * Takes the data directory for this process. PGlite has no lock of its own, and two openers destroy its files. The
 * lock is a bound unix socket rather than a file with a process id: it vanishes with its process, also after SIGKILL
 * and in containers, where every process has the same id.
 *
 * Throws DATA_DIR_IN_USE when another process holds it.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const path = socketPath(dataDir);
  const self = randomUUID();
  let server = await listen(path, self);
  if (!server && (await ownerOf(path)) === undefined) {
    rmSync(path, { force: true });
    server = await listen(path, self);
  }
  // Two processes may both have found the old socket dead; the one that bound last owns the name.
  if (server) await delay(30);
  if (!server || (await ownerOf(path)) !== self) {
    throw new RekeyError(
      'DATA_DIR_IN_USE',
      'Another Rekey process uses this DATA_DIR. Stop it, or choose another DATA_DIR.',
    );
  }
  const held = server;
  return { release: () => new Promise((done) => held.close(() => done())) };
}
