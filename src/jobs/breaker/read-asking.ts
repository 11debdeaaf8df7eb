import { DEFAULT_BREAKER, type BreakerLimits } from '../../policy/policy.ts';
import type { Database } from '../../store/database.ts';

/** The installation in whose count it is. */
export async function readInstallation(db: Database, credentialId: string): Promise<number> {
  const row = await db
    .selectFrom('credentials')
    .select('installation_id')
    .where('id', '=', credentialId)
    .executeTakeFirstOrThrow();
  return row.installation_id;
}

/** Read from the task's repository: the number is the organisation's, so it is the same in all of them. */
export async function readLimits(db: Database, repositoryId: number): Promise<BreakerLimits> {
  const row = await db
    .selectFrom('policies')
    .select('policy')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return row?.policy.breaker ?? DEFAULT_BREAKER;
}
