import type { SecretRecord } from '../governance/records.ts';
import type { Database } from '../store/database.ts';
import { goneOf, ownersFrom, registeredAs, type RegisterScope } from './scope.ts';

/** Rules are bounded by the size of a policy file. */
const MAX_PLACES = 500;

/** The places whose credential is replaced on a schedule; whoever owns their server is told when that fails. */
export async function readRenewed(db: Database, scope: RegisterScope): Promise<readonly SecretRecord[]> {
  const rows = await db
    .selectFrom('renewals')
    .select(['id', 'place', 'provider', 'server', 'created_at', 'done_at', 'failure'])
    .where('installation_id', '=', scope.installationId)
    .orderBy('place')
    .limit(MAX_PLACES)
    .execute();
  return rows.map((row) => {
    const owners = ownersFrom(
      scope,
      row.server === null ? undefined : registeredAs(scope, row.server, null),
      [],
    );
    return {
      id: row.id,
      name: `${row.provider} at ${row.place}`,
      scope: 'vault',
      createdAt: row.created_at,
      updatedAt: row.done_at ?? row.created_at,
      owners,
      goneOwners: goneOf(scope, owners),
      uses: [],
      ...(row.failure === null ? {} : { notRenewed: row.failure }),
    };
  });
}
