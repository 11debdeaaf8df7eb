import type { Database } from '../store/database.ts';
import type { OwnerSource } from '../store/issue-tables.ts';
import type { Trx } from '../store/transaction.ts';

/** Whose a credential is, and who said so. */
export interface Ownership {
  /** `@login` or `@organisation/team`. */
  readonly owners: readonly string[];
  readonly source: OwnerSource;
}

/** Whose a credential is; undefined where nobody was found yet. */
export async function readOwnership(
  db: Database | Trx,
  credentialId: string,
): Promise<Ownership | undefined> {
  return db
    .selectFrom('credential_owners')
    .select(['owners', 'source'])
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
}

/** Keeps whose a credential is. What a person said stands until another person says something else. */
export async function keepOwnership(
  db: Database | Trx,
  credentialId: string,
  { owners, source }: Ownership,
): Promise<void> {
  const row = { owners: JSON.stringify(owners), source, settled_at: new Date() };
  await db
    .insertInto('credential_owners')
    .values({ credential_id: credentialId, ...row })
    .onConflict((conflict) =>
      conflict
        .column('credential_id')
        .doUpdateSet(row)
        .where((eb) => eb.or([eb('credential_owners.source', '<>', 'person'), eb.val(source === 'person')])),
    )
    .execute();
}
