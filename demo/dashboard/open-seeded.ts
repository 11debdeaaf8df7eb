import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { deriveKeys } from '../../src/base/keys.ts';
import { createMetrics } from '../../src/base/metrics.ts';
import { openQueue } from '../../src/jobs/queue/queue.ts';
import type { Store } from '../../src/store/database.ts';
import { handleWeb } from '../../src/web/routes.ts';
import { listen } from '../../src/web/server.ts';
import { issueLinkCode } from '../../src/web/session.ts';
import type { Plan } from '../seed/plan.ts';
import { seedOrganisation } from '../seed/seed-organisation.ts';

/** A dashboard with an organisation behind it that is on no GitHub. */
export interface SeededDashboard {
  readonly url: string;
  /** Opens it, once. */
  readonly link: string;
  /** The page of an incident that waits for a person, and of one that is dead. */
  readonly incidents: readonly string[];
  close(): Promise<void>;
}

/** Small enough to be made in a second, large enough for every page to have something to show. */
export const SMALL: Omit<Plan, 'now'> = {
  installationId: 77,
  owner: 'northwind',
  repositories: 60,
  credentials: 240,
  exposures: 900,
  months: 12,
  seed: 7,
};

/** Seeds a store and serves its dashboard on the loopback interface, without jobs. */
export async function openSeeded(
  store: Store,
  plan: Plan = { ...SMALL, now: new Date() },
): Promise<SeededDashboard> {
  const log = pino({ level: 'silent' });
  const keys = deriveKeys(randomBytes(32));
  await seedOrganisation(store.db, keys, plan);
  const queue = await openQueue(store, log);
  const context = { db: store.db, queue, keys, metrics: createMetrics(), log };
  const server = await listen(
    (request, response) => void handleWeb(context, request, response),
    '127.0.0.1',
    0,
  );
  const url = `http://127.0.0.1:${server.port}`;
  const incidents: string[] = [];
  for (const state of ['manual_required', 'revoked_verified'] as const) {
    const row = await store.db
      .selectFrom('incidents')
      .select('id')
      .where('state', '=', state)
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row) incidents.push(`/incidents/${row.id}`);
  }
  return {
    url,
    link: `${url}/sign-in?code=${issueLinkCode(keys)}`,
    incidents,
    async close() {
      await server.close();
      await queue.stop();
    },
  };
}
