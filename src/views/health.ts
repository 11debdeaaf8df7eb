import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { seenBy, type Viewer } from './viewer.ts';

/** How the reading of one installation stands. */
export interface HealthRow {
  readonly id: number;
  readonly owner: string;
  readonly suspendedAt: Date | null;
  readonly deletedAt: Date | null;
  /** When all its branches were last compared with what was read. */
  readonly comparedAt: Date | null;
  /** Requests to GitHub: of so many an hour so many are left; null before the first. */
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetAt: Date | null;
  readonly pausedUntil: Date | null;
  readonly repositories: number;
  /** Permissions that the installation does not give. */
  readonly gaps: readonly string[];
  readonly lastWebhook: Date | null;
}

/** How many jobs there are of an installation. */
export interface JobCount {
  readonly installation: number;
  readonly queue: string;
  readonly waiting: number;
}

const MAX_ROWS = 500;

/** The installations of a viewer with what their limits leave, those that are gone last. */
export async function readHealth(db: Database, viewer: Viewer): Promise<readonly HealthRow[]> {
  const { rows } = await sql<HealthRow>`
    select n.id, coalesce(nullif(n.owner, ''), 'installation ' || n.id) as owner, n.suspended_at as "suspendedAt",
      n.deleted_at as "deletedAt", n.reconciled_at as "comparedAt", q."limit", q.remaining, q.reset_at as "resetAt",
      q.paused_until as "pausedUntil",
      (select count(*)::int from repositories r where r.installation_id = n.id and r.removed_at is null) as repositories,
      coalesce((select jsonb_agg(g.permission order by g.permission) from gaps g where g.installation_id = n.id), '[]'::jsonb) as gaps,
      (select max(d.received_at) from deliveries d where d.installation_id = n.id) as "lastWebhook"
    from installations n left join quotas q on q.installation_id = n.id
    where ${seenBy(viewer, 'n.id')} order by n.deleted_at desc nulls first, 2 limit ${MAX_ROWS}`.execute(db);
  return rows;
}

/**
 * The jobs of a viewer's installations that wait or run, and in the dead letter queue those that were given up.
 *
 * @param deadLetter name of that queue
 */
export async function countJobs(
  db: Database,
  viewer: Viewer,
  deadLetter: string,
): Promise<readonly JobCount[]> {
  const { rows } = await sql<JobCount>`
    select j.installation, j.name as queue, count(*)::int as waiting
    from (select (data->>'installationId')::bigint as installation, name from pgboss.job
      where data->>'installationId' ~ '^[0-9]{1,15}$' and (name = ${deadLetter} or state in ('created', 'retry', 'active'))) j
    where ${seenBy(viewer, 'j.installation')} group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}
