import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { createLog } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { redactKnownFormats } from '../detect/index.ts';
import { readBackfills } from '../jobs/backfill/read-backfills.ts';
import { requestBackfills } from '../jobs/backfill/request-backfills.ts';
import { startWork } from '../serve.ts';
import type { Backfills } from './backfill.ts';

const STDERR = 2;
const LOOK_EVERY_MS = 200;
const MAX_QUIET_MS = 60_000;
/** What is due, or soon will be. What is tried again later goes on with the next server or command. */
const DUE = sql<{ n: number }>`select count(*)::int as n from pgboss.job
  where name in ('github', 'revoke') and state in ('created', 'retry', 'active') and start_after <= now() + interval '5 seconds'`;

/** Does the work in this process: no server runs, or the database is one that processes share. */
export async function backfillHere(config: Config): Promise<Backfills> {
  // What goes wrong is said by the rows; the log would run through the progress.
  const level = config.logLevel === 'info' ? 'error' : config.logLevel;
  const log = createLog(level, redactKnownFormats, pino.destination(STDERR));
  const work = await startWork(config, log);
  const { context } = work;
  return {
    ask: (request) => requestBackfills(context, request),
    read: (ids) => readBackfills(context.db, ids),
    async finish() {
      // What was found is revoked and reported before this process ends.
      const end = Date.now() + MAX_QUIET_MS;
      while (Date.now() < end) {
        const { rows } = await DUE.execute(context.db);
        if (rows[0]?.n === 0) return;
        await delay(LOOK_EVERY_MS);
      }
    },
    close: () => work.stop(),
  };
}
