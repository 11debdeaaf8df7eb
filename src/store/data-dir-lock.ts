import { lstatSync, unlinkSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createServer, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RekeyError } from '../base/errors.ts';

/** Longest path of a unix socket that every system takes (sun_path is 104 bytes on macOS, 108 on Linux). */
const MAX_SOCKET_PATH = 100;

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

function listen(path: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : fail(error),
    );
    server.listen(path, () => done(server.unref()));
  });
}

function someoneAnswers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
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
  let server = await listen(path);
  if (!server && !(await someoneAnswers(path))) {
    unlinkSync(path);
    server = await listen(path);
  }
  // Two processes may both have found the old socket dead; the one that bound last owns the name.
  const inode = server && lstatSync(path).ino;
  if (server) await delay(30);
  if (!server || lstatSync(path, { throwIfNoEntry: false })?.ino !== inode) {
    throw new RekeyError(
      'DATA_DIR_IN_USE',
      'Another Rekey process uses this DATA_DIR. Stop it, or choose another DATA_DIR.',
    );
  }
  const held = server;
  return { release: () => new Promise((done) => held.close(() => done())) };
}
