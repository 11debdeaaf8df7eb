import { Worker } from 'node:worker_threads';
import type { QueryOptions } from '@electric-sql/pglite';
import type { PGliteQueryResults } from 'kysely';
import { RekeyError } from '../base/errors.ts';
import type { Answer, Call, ThreadData } from './pglite-calls.ts';

interface Pending {
  // The thread answers a call with what the call asks for; the map holds them all alike.
  done(result: unknown): void;
  readonly failed: (reason: Error) => void;
}

/** What one statement gave; the rows have the shape that its SQL says. */
type Results<Row> = PGliteQueryResults<Row>;

interface Statements {
  query<Row>(sql: string, params?: unknown[], options?: Pick<QueryOptions, 'rowMode'>): Promise<Results<Row>>;
  exec(sql: string): Promise<Results<object>[]>;
}

interface Transaction extends Statements {
  rollback(): Promise<void>;
}

/**
 * The embedded database in a thread of its own, with as much of PGlite's interface as Kysely's dialect and pg-boss's
 * adapter use.
 */
export interface PGliteClient extends Statements {
  ready: boolean;
  closed: boolean;
  waitReady: Promise<void>;
  /** Runs statements in one transaction; it commits when `work` resolves. Everything else waits meanwhile. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The thread's file, beside this one, in the sources as in the build. */
const THREAD = new URL(`./pglite-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Starts the thread and waits until the database in `dataDir` is open. The caller holds the directory's lock. */
export async function openPGlite(dataDir: string): Promise<PGliteClient> {
  const worker = new Worker(THREAD, { workerData: { dataDir } satisfies ThreadData });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let lastTransaction = 0;
  let closed = false;

  /** A process whose database has stopped can keep nothing: it ends, and whoever supervises it starts it again. */
  const stopped = (cause?: unknown) => {
    if (closed) return;
    closed = true;
    throw new RekeyError('DATABASE', 'The embedded database has stopped.', { cause });
  };
  const answer = <Result>(id: number): Promise<Result> =>
    new Promise((done, failed) => pending.set(id, { done, failed }));
  const call = async <Result>(request: Call): Promise<Result> => {
    if (closed) throw new RekeyError('DATABASE', 'The embedded database is closed.');
    lastId += 1;
    const result = answer<Result>(lastId);
    worker.postMessage({ id: lastId, ...request });
    return result;
  };
  worker.on('message', (message: Answer) => {
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if ('error' in message) waiting?.failed(Object.assign(new Error(message.error.message), message.error));
    else waiting?.done(message.result);
  });
  worker.on('error', stopped);
  worker.on('exit', () => stopped());

  const statements = (tx?: number): Statements => {
    const within = tx === undefined ? {} : { tx };
    return {
      query: (sql, params = [], options = {}) => call({ op: 'query', ...within, sql, params, options }),
      exec: (sql) => call({ op: 'exec', ...within, sql }),
    };
  };
  await answer(0);
  return {
    ...statements(),
    ready: true,
    waitReady: Promise.resolve(),
    get closed() {
      return closed;
    },
    async transaction(work) {
      lastTransaction += 1;
      const tx = lastTransaction;
      await call({ op: 'begin', tx });
      try {
        const rollback = () => call<void>({ op: 'rollback', tx });
        const result = await work({ ...statements(tx), rollback });
        await call({ op: 'commit', tx });
        return result;
      } catch (error) {
        await call({ op: 'rollback', tx }).catch(() => undefined);
        throw error;
      }
    },
    async close() {
      if (closed) return;
      await call({ op: 'close' });
      closed = true;
      await worker.terminate();
    },
  };
}
