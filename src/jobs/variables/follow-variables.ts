import type { VariablePlace } from '../../github/place.ts';
import type { CredentialUse } from '../../inventory/record-uses.ts';
import { DEAD_STATES } from '../../inventory/state.ts';
import type { VariableUse } from '../../sources/variables/variable-uses.ts';
import type { JobContext } from '../queue/context.ts';

/** So many leaking variables are followed; more would be a repository that keeps its secrets there. */
const MAX_VARIABLES = 500;
const MAX_USES = 200;

function isMeant(use: VariableUse, { scope, environment, name }: VariablePlace): boolean {
  if (use.name !== undefined && use.name !== name) return false;
  if (scope !== 'environment' || use.environment === undefined) return true;
  return use.environment.toLowerCase() === environment?.toLowerCase();
}

/**
 * Follows variables into the steps that use them: which of these lines take a credential that leaked and is not dead. Asks
 * nothing of GitHub; what a variable holds is known from the last reading.
 */
export async function followVariables(
  { db }: JobContext,
  where: { readonly installationId: number; readonly repositoryId: number },
  uses: readonly VariableUse[],
): Promise<readonly CredentialUse[]> {
  if (uses.length === 0) return [];
  const rows = await db
    .selectFrom('exposures')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['exposures.credential_id as credentialId', 'place'])
    .where('kind', '=', 'variable')
    .where('at_head', '=', true)
    .where('state', 'not in', [...DEAD_STATES, 'dismissed'])
    .where('repositories.installation_id', '=', where.installationId)
    .where((eb) =>
      eb.or([
        eb('exposures.repository_id', '=', where.repositoryId),
        eb('path', 'like', 'actions/organization/%'),
      ]),
    )
    .limit(MAX_VARIABLES)
    .execute();
  const found = new Map<string, CredentialUse>();
  for (const { credentialId, place } of rows) {
    if (place?.kind !== 'variable' || place.family !== 'actions') continue;
    for (const { name: _name, environment: _environment, ...use } of uses.filter((one) =>
      isMeant(one, place),
    ))
      found.set([credentialId, use.commit, use.path, use.line, use.startColumn].join('\0'), {
        ...use,
        credentialId,
        key: place.name,
      });
  }
  return [...found.values()].slice(0, MAX_USES);
}
