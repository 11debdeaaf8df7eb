import { fromKysely, PgBoss, type JobInsert } from 'pg-boss';
import type { Logger } from 'pino';
import type { Store } from '../../store/database.ts';
import type { Trx } from '../../store/transaction.ts';
import { currentTraceparent } from '../../telemetry/traceparent.ts';
import {
  DEAD_LETTER,
  EXPIRE_SECONDS,
  HEARTBEAT_SECONDS,
  QUEUE_NAMES,
  QUEUES,
  type QueueName,
} from './queues.ts';
import { newJobId, priorityOf, standsBehind } from './standing.ts';

/** A job to be made. */
export interface NewJob {
  readonly queue: QueueName;
  /** Jobs of one lane run one after another. */
  readonly lane: string;
  readonly data: object;
  /** Not before so many seconds from now. */
  readonly afterSeconds?: number;
  /** Nothing else of its lane or its queue shall wait for it. Default: by its kind, see `standing.ts`. */
  readonly behind?: boolean;
  /** The span that it goes on from. Default: the active one. */
  readonly traceparent?: string;
}

function toInsert(job: NewJob): JobInsert {
  const { lane, data, afterSeconds, behind, traceparent = currentTraceparent() } = job;
  const isBehind = standsBehind(data, behind);
  return {
    id: newJobId(isBehind),
    priority: priorityOf(isBehind),
    group: { id: lane },
    data: traceparent === undefined ? data : { ...data, traceparent },
    ...(afterSeconds === undefined ? {} : { startAfter: new Date(Date.now() + afterSeconds * 1000) }),
  };
}

/** The durable queue over the same database as everything else. */
export interface Queue {
  readonly boss: PgBoss;
  /** Adds jobs inside a transaction: they exist exactly when the rows do. */
  send(trx: Trx, jobs: readonly NewJob[]): Promise<void>;
  /** Whether a job of a queue could be taken now. Costs a fraction of taking one. */
  hasDue(name: QueueName): Promise<boolean>;
  /** Whether a job with the same lane and kind waits or runs. */
  isWaiting(job: NewJob): Promise<boolean>;
  /** Whether a job of this lane waits that will do the same; if so, not before the caller's transaction has ended. */
  isAsked(trx: Trx, job: NewJob): Promise<boolean>;
  /** Gives a running job back until later, as if it had not been taken: it keeps all its tries. */
  postpone(
    name: QueueName,
    attempt: { readonly id: string; readonly retryCount: number },
    afterMs: number,
  ): Promise<void>;
  /** Tells the workers of this process that a transaction with new jobs has committed. */
  wake(): void;
  /** Called on each {@link Queue.wake}. */
  onWake(listener: () => void): void;
  stop(): Promise<void>;
}

const DUE = `
  select 1 from pgboss.job where name = $1 and state in ('created', 'retry') and start_after <= now() limit 1`;

const WAITING = `
  select 1 from pgboss.job
  where name = $1 and group_id = $2 and data->>'kind' = $3 and state in ('created', 'retry', 'active') limit 1`;

/**
 * The lock keeps workers from taking it before the caller's rows are there to be read. One that is being taken or locked
 * so by somebody who ends it is passed over.
 */
const ASKED = `
  select 1 from pgboss.job
  where name = $1 and group_id = $2 and data - 'traceparent' = $3::jsonb and state in ('created', 'retry')
    and start_after <= now() + interval '1 minute'
  limit 1 for share skip locked`;

/** pg-boss counts a try when it hands a job out; one that was too early gets another for it. */
const POSTPONE = `
  update pgboss.job
  set state = 'retry', retry_limit = retry_limit + 1, start_after = now() + $4::float8 * interval '1 millisecond'
  where name = $1 and id = $2::uuid and retry_count = $3 and state = 'active'`;

/** Starts pg-boss with Rekey's queues. */
export async function openQueue(store: Store, log: Logger): Promise<Queue> {
  const boss = new PgBoss({
    ...store.boss,
    application_name: 'rekey-queue',
    max: 4,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    // No cron jobs in pg-boss, and no index rebuilds on the embedded database.
    schedule: false,
    reindex: !store.embedded,
  });
  boss.on('error', (err: Error) => log.error({ err }, 'queue'));
  await boss.start();
  await boss.createQueue(DEAD_LETTER, { retentionSeconds: 30 * 86_400 });
  for (const [name, options] of Object.entries(QUEUES)) {
    await boss.createQueue(name, {
      ...options,
      retryBackoff: true,
      deadLetter: DEAD_LETTER,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: EXPIRE_SECONDS,
      deleteAfterSeconds: 3600,
    });
  }
  const listeners: (() => void)[] = [];
  return {
    boss,
    async send(trx, jobs) {
      for (const name of QUEUE_NAMES) {
        const own = jobs.filter(({ queue }) => queue === name);
        if (own.length > 0) await boss.insert(name, own.map(toInsert), { db: fromKysely(trx) });
      }
    },
    async hasDue(name) {
      const { rows } = await boss.getDb().executeSql(DUE, [name]);
      return rows.length > 0;
    },
    async isWaiting({ queue: name, lane, data }) {
      const kind = 'kind' in data ? data.kind : null;
      const { rows } = await boss.getDb().executeSql(WAITING, [name, lane, kind]);
      return rows.length > 0;
    },
    async isAsked(trx, { queue: name, lane, data }) {
      const { rows } = await fromKysely(trx).executeSql(ASKED, [name, lane, JSON.stringify(data)]);
      return rows.length > 0;
    },
    async postpone(name, { id, retryCount }, afterMs) {
      await boss.getDb().executeSql(POSTPONE, [name, id, retryCount, Math.max(0, afterMs)]);
    },
    wake: () => listeners.forEach((listener) => listener()),
    onWake: (listener) => void listeners.push(listener),
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
}
