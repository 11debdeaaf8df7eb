import type { Leak } from '../../broker/broker.ts';
import type { JobContext } from '../queue/context.ts';

/** Where the credential of an incident leaked, for a broker that acts only for whom it knows. */
export async function readLeak(
  { db }: JobContext,
  repositoryId: number,
  incident: { readonly id: string; readonly created_at: Date },
): Promise<Leak | undefined> {
  const repository = await db
    .selectFrom('repositories')
    .select(['installation_id', 'owner', 'name', 'private'])
    .where('id', '=', repositoryId)
    .executeTakeFirst();
  if (!repository) return undefined;
  return {
    installationId: repository.installation_id,
    owner: repository.owner,
    repository: repository.name,
    private: repository.private,
    detectedAt: incident.created_at,
    reference: incident.id,
  };
}
