import type { Database } from '../store/database.ts';
import { recordAudit, type AuditActor } from './audit.ts';
import { actorOf } from './waiting.ts';

/** Of whom the audit trail speaks when a person lets a program in, and when that ends. */
export const grantSubjects = (installations: readonly number[]) =>
  installations.map((installationId) => ({ installationId, kind: 'access' as const }));

/**
 * Ends what a person let a program read, with every token of it.
 *
 * @param ending.by who ends it; without it the person himself, by the program
 * @param ending.ofPerson only where it is of this person, by his id on GitHub
 * @returns false where there is none
 */
export function endGrant(
  db: Database,
  id: string,
  { by, ofPerson }: { readonly by?: AuditActor; readonly ofPerson?: number | undefined } = {},
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .deleteFrom('agent_grants')
      .where('id', '=', id)
      .$if(ofPerson !== undefined, (query) => query.where('github_id', '=', ofPerson ?? 0))
      .returningAll()
      .executeTakeFirst();
    if (!row && ofPerson !== undefined) return false;
    await trx.deleteFrom('oauth_records').where('grant_id', '=', id).execute();
    await trx.deleteFrom('oauth_records').where('model', '=', 'Grant').where('id', '=', id).execute();
    if (!row) return false;
    const who = by ?? { name: actorOf(row), githubId: row.github_id };
    const entry = { event: 'agent_disconnected', why: `${row.client}, let in by ${actorOf(row)}` };
    await recordAudit(trx, grantSubjects(row.installations), who, entry);
    return true;
  });
}
