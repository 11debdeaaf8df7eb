import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, types, type Transaction } from '@electric-sql/pglite';
import type { Answer, Call, Request, ThreadData } from './pglite-calls.ts';

/*
 * The thread that runs the embedded database. PGlite is synchronous inside: on the main thread each statement would
 * hold up every webhook for as long as it takes.
 */

const BIGINT = 20;

interface Open {
  readonly tx: Transaction;
  /** Ends the transaction: true commits. */
  readonly end: (commit: boolean) => void;
  readonly ended: Promise<unknown>;
}

const { dataDir }: ThreadData = workerData;
const port = parentPort;
const pglite = await PGlite.create({
  dataDir,
  parsers: { [BIGINT]: Number, [types.BYTEA]: (hex: string) => Buffer.from(hex.slice(2), 'hex') },
});
const open = new Map<number, Open>();

function begin(id: number): Promise<void> {
  const { promise: decision, resolve: end } = Promise.withResolvers<boolean>();
  return new Promise((begun, failed) => {
    const ended = pglite.transaction(async (tx) => {
      open.set(id, { tx, end, ended });
      begun();
      if (!(await decision)) await tx.rollback();
    });
    ended.catch(failed);
  });
}

async function finish(id: number, commit: boolean): Promise<void> {
  const transaction = open.get(id);
  open.delete(id);
  transaction?.end(commit);
  await transaction?.ended;
}

async function run(call: Call): Promise<unknown> {
  switch (call.op) {
    case 'query': {
      const target = call.tx === undefined ? pglite : open.get(call.tx)?.tx;
      return target?.query(call.sql, [...call.params], call.options);
    }
    case 'exec': {
      const target = call.tx === undefined ? pglite : open.get(call.tx)?.tx;
      return target?.exec(call.sql);
    }
    case 'begin':
      return begin(call.tx);
    case 'commit':
    case 'rollback':
      return finish(call.tx, call.op === 'commit');
    case 'close':
      return pglite.close();
  }
}

function errorOf(error: unknown): { message: string; code?: string } {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  // A crash inside prints a whole bundle; its beginning says what it was.
  return { message: message.slice(0, 500), ...(code === undefined ? {} : { code }) };
}

port?.on('message', ({ id, ...call }: Request) => {
  run(call).then(
    (result) => port.postMessage({ id, result } satisfies Answer),
    (error: unknown) => port.postMessage({ id, error: errorOf(error) } satisfies Answer),
  );
});
port?.postMessage({ id: 0, result: 'ready' } satisfies Answer);
