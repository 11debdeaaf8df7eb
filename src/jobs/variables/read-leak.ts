import { fingerprint } from '../../base/keys.ts';
import { Secret } from '../../base/secret.ts';
import type { Leak } from '../../broker/broker.ts';
import { INSIDERS } from '../../github/crowd.ts';
import { chooseCrowd } from '../breaker/choose-crowd.ts';
import type { JobContext } from '../queue/context.ts';

/** Where the credential of an incident leaked, for a broker that acts only for whom it knows. */
export async function readLeak(
  { db, keys }: Pick<JobContext, 'db' | 'keys'>,
  repositoryId: number,
  incident: { readonly id: string; readonly credential_id: string; readonly created_at: Date },
): Promise<Leak | undefined> {
  const repository = await db
    .selectFrom('repositories')
    .select(['installation_id', 'owner', 'name', 'private'])
    .where('id', '=', repositoryId)
    .executeTakeFirst();
  if (!repository) return undefined;
  const crowd = await chooseCrowd(db, repository.installation_id, incident.credential_id);
  return {
    installationId: repository.installation_id,
    owner: repository.owner,
    repository: repository.name,
    private: repository.private,
    detectedAt: incident.created_at,
    reference: incident.id,
    // A broker of its own need not know who that is, only who is the same.
    ...(crowd === INSIDERS ? {} : { broughtBy: fingerprint(keys, new Secret(`crowd ${crowd}`)) }),
  };
}
