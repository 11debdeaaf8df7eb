import { sql } from 'kysely';
import type { IncidentState } from './state.ts';
import type { Database } from '../store/database.ts';

/** What GitHub leaves an installation until its hour ends. */
export interface QuotaLeft {
  readonly installation: number;
  readonly limit: number;
  readonly remaining: number;
}

/** The installations with the smallest part left are named; the rest of a large Rekey is not. */
export const MAX_INSTALLATIONS = 100;

/** How many incidents there are in each state. */
export async function countIncidents(
  db: Database,
): Promise<readonly { readonly state: IncidentState; readonly n: number }[]> {
  return db
    .selectFrom('incidents')
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .groupBy('state')
    .execute();
}

/** What is left of each installation's hour, the smallest part first; an hour that is over tells nothing. */
export async function readQuotasLeft(db: Database): Promise<readonly QuotaLeft[]> {
  return db
    .selectFrom('quotas')
    .select(['installation_id as installation', 'limit', 'remaining'])
    .where('reset_at', '>', new Date())
    .where('limit', '>', 0)
    .orderBy(sql`remaining::float8 / "limit"`)
    .limit(MAX_INSTALLATIONS + 1)
    .execute();
}

/** Numbers of which there is one. */
export interface Gauges {
  readonly overdue: number;
  /** Installations that GitHub asked to leave alone. */
  readonly paused: number;
  /** Age in seconds of the oldest audit entry without a seal; 0 when all have one. */
  readonly unsealed: number;
  readonly databaseBytes: number;
  /** Seconds since GitHub last delivered; null when it never did. */
  readonly lastWebhook: number | null;
}

/** Reads them by one statement that costs the same at any size. */
export async function readGauges(db: Database): Promise<Gauges | undefined> {
  const { rows } = await sql<Gauges>`select
    (select count(*)::int from waits w join incident_list l on l.incident_id = w.incident_id
      where w.due_at <= now() and l.ended_at is null) as overdue,
    (select count(*)::int from quotas where paused_until > now()) as paused,
    coalesce((select extract(epoch from now() - min(at)) from audit where seq is null), 0)::float8 as unsealed,
    pg_database_size(current_database())::float8 as "databaseBytes",
    (select extract(epoch from now() - received_at) from deliveries where event <> 'broker_callback'
      order by received_at desc limit 1)::float8 as "lastWebhook"`.execute(db);
  return rows[0];
}
