import { sql } from 'kysely';
import type { Secret } from '../../base/secret.ts';
import { recordAudit } from '../../inventory/audit.ts';
import type { Database } from '../../store/database.ts';
import type { Viewer } from '../../views/viewer.ts';
import { hashToken } from './token-text.ts';

/** The row is not written for each request. */
const USED_MS = 60_000;

/** The token of a request, with what it may see. */
export interface KnownToken {
  readonly id: string;
  readonly viewer: Viewer;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly lastUsedAt: Date | null;
  readonly installations: readonly number[];
}

/** Writes down that it was used, and in the audit trail that it was for the first time. */
async function markUsed(
  db: Database,
  { id, name, lastUsedAt, installations }: Row,
  now: Date,
): Promise<void> {
  const used = db.updateTable('api_tokens').set({ last_used_at: now }).where('id', '=', id);
  if (lastUsedAt !== null) return void (await used.execute());
  await db.transaction().execute(async (trx) => {
    // Of two requests at once the second finds the row written.
    const first = await trx
      .updateTable('api_tokens')
      .set({ last_used_at: now })
      .where('id', '=', id)
      .where('last_used_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!first) return;
    const subjects = installations.map((installationId) => ({ installationId, kind: 'access' as const, id }));
    await recordAudit(trx, subjects, 'api-token', { event: 'api_token_first_used', at: now, why: name });
  });
}

/**
 * Who holds a token. Undefined for one that nobody made, that is over or revoked, or whose installations are all gone: what
 * a token may read ends with the installation.
 */
export async function findToken(
  db: Database,
  token: Secret,
  now: Date = new Date(),
): Promise<KnownToken | undefined> {
  const { rows } = await sql<Row>`select t.id, t.name, t.last_used_at as "lastUsedAt",
      (select coalesce(jsonb_agg(n.id order by n.id), '[]'::jsonb) from jsonb_array_elements_text(t.installations) x
        join installations n on n.id = x.value::bigint where n.deleted_at is null) as installations
    from api_tokens t
    where t.hash = ${hashToken(token)} and t.revoked_at is null and t.expires_at > ${now}`.execute(db);
  const [row] = rows;
  if (!row || row.installations.length === 0) return undefined;
  if (row.lastUsedAt === null || row.lastUsedAt.getTime() < now.getTime() - USED_MS)
    await markUsed(db, row, now);
  return { id: row.id, viewer: { installations: row.installations } };
}
