import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { seenBy, type Viewer } from './viewer.ts';

const MAX_ROWS = 500;

/** A program that a person has let read over MCP. */
export interface AgentRow {
  readonly id: string;
  /** As it calls itself, and where it is. */
  readonly client: string;
  /** Who let it in. */
  readonly login: string;
  /** Whose data it reads, as far as the viewer sees them. */
  readonly organisations: readonly string[];
  readonly beganAt: Date;
  /** Kept to the minute; null until it asked for something. */
  readonly lastUsedAt: Date | null;
  readonly endsAt: Date;
}

/**
 * The programs that are let in, the last one first.
 *
 * @param personId id on GitHub: only what this person let in; without it all that read what the viewer sees
 */
export async function listAgents(
  db: Database,
  viewer: Viewer,
  personId?: number,
): Promise<readonly AgentRow[]> {
  const read = sql`select 1 from jsonb_array_elements_text(g.installations) x(id) join installations n on n.id = x.id::bigint
    where ${seenBy(viewer, 'n.id')}`;
  const { rows } = await sql<AgentRow>`
    select g.id, g.client, g.login, g.began_at as "beganAt", g.last_used_at as "lastUsedAt", g.ends_at as "endsAt",
      (select coalesce(jsonb_agg(n.owner order by n.owner), '[]'::jsonb) from jsonb_array_elements_text(g.installations) x(id)
        join installations n on n.id = x.id::bigint where ${seenBy(viewer, 'n.id')}) as organisations
    from agent_grants g
    where g.ends_at > now() and ${personId === undefined ? sql`exists (${read})` : sql`g.github_id = ${personId}`}
    order by g.began_at desc, g.id limit ${MAX_ROWS}`.execute(db);
  return rows;
}
