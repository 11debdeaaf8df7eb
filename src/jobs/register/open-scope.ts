import { openCodeOwners } from '../../register/code-owners.ts';
import { readIssuers } from '../../register/issuers.ts';
import { readGoneOwners } from '../../register/owners.ts';
import type { RegisterScope } from '../../register/scope.ts';
import type { JobContext } from '../queue/context.ts';
import { organisationPolicy, type Organisation } from '../report/organisation-policy.ts';

/**
 * Puts together what reading the register of an installation needs beside its rows: the servers that the organisation's
 * policy registers (a repository's own file has no say in them), CODEOWNERS, who left, what servers say of themselves.
 *
 * @param organisation where the caller has read its policy already
 */
export async function openScope(
  context: JobContext,
  installationId: number,
  organisation?: Organisation,
): Promise<RegisterScope> {
  const { db } = context;
  const { policy } = organisation ?? (await organisationPolicy(context, installationId)) ?? {};
  const servers = policy?.servers ?? [];
  return {
    installationId,
    servers,
    ownersOf: await openCodeOwners(db, installationId),
    goneOwners: await readGoneOwners(db, installationId),
    issuers: await readIssuers(
      db,
      installationId,
      servers.map(({ url }) => url),
    ),
  };
}
