import { sql } from 'kysely';
import { formats } from '../detect/index.ts';
import type { KnownTool } from '../store/credential-facts-table.ts';
import type { Database } from '../store/database.ts';
import { SEEN_ALIVE } from './was-seen-live.ts';

/** What counts for the severity of an incident; what nobody knows is false. */
export interface DangerFacts {
  readonly public: boolean;
  readonly live: boolean;
  readonly production: boolean;
  readonly destructive: boolean;
  readonly atHead: boolean;
  readonly exact: boolean;
}

const EXACT: ReadonlySet<string> = new Set(
  formats.filter(({ confidence }) => confidence === 'exact').map(({ type }) => type),
);
const PRODUCTION = /^(?:prod|production|live)$/i;
/** Scopes that are a word of their own, at GitHub and GitLab. */
const POWERFUL_SCOPES: ReadonlySet<string> = new Set(['repo', 'workflow', 'api', 'sudo', '*']);
/** Scopes made of parts: `admin:org`, `billing.write`, `https://www.googleapis.com/auth/cloud-platform.full`. */
const POWERFUL_PART = /(?:^|[^a-z])(?:admin|delete|full|manage|owner|root|write)(?:$|[^a-z])/i;

function mayDestroy(scopes: readonly string[], tools: readonly KnownTool[]): boolean {
  const byScope = scopes.some((scope) => POWERFUL_SCOPES.has(scope) || POWERFUL_PART.test(scope));
  return byScope || tools.some(({ destructive, readOnly }) => destructive === true && readOnly !== true);
}

/*
 * Each of these stops at the first row that shows it. `exists` would let the database read all exposures and entries that
 * there are into a table of its own, as soon as some hundred incidents are asked about.
 */
const IS_PUBLIC = sql<boolean>`coalesce((select true from exposures e where e.credential_id = incidents.credential_id
  and (select not r.private from repositories r where r.id = e.repository_id) limit 1), false)`;
/** Where nobody looked, what was not found by reading the history was there when it was seen. */
const IS_AT_HEAD = sql<boolean>`coalesce((select true from exposures e
  where e.credential_id = incidents.credential_id and coalesce(e.at_head, not e.history) limit 1), false)`;
/** Who refuses it answers as well, so it counts only who was seen to take it. */
const WAS_LIVE = sql<boolean>`coalesce((select true from audit a
  where a.incident_id = incidents.id and a.event in (${sql.join([...SEEN_ALIVE])}) limit 1), false)`;

/** What counts for the severity of incidents, by their id. */
export async function readDangers(
  db: Database,
  incidentIds: readonly string[],
): Promise<ReadonlyMap<string, DangerFacts>> {
  if (incidentIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('incidents')
    .innerJoin('credentials as c', 'c.id', 'incidents.credential_id')
    .leftJoin('credential_facts as f', 'f.credential_id', 'c.id')
    .select(['incidents.id', 'c.type', 'c.environment', 'f.environment as told', 'f.scopes', 'f.tools'])
    .select([IS_PUBLIC.as('public'), IS_AT_HEAD.as('atHead'), WAS_LIVE.as('live')])
    .where('incidents.id', 'in', incidentIds)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        public: row.public,
        live: row.live ?? false,
        production: [row.environment, row.told].some((name) => name !== null && PRODUCTION.test(name)),
        destructive: mayDestroy(row.scopes ?? [], row.tools ?? []),
        atHead: row.atHead,
        exact: EXACT.has(row.type),
      },
    ]),
  );
}
