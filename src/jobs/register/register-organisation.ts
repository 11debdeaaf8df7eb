import { noteRead, ORGANISATION } from '../../register/reads.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { organisationPolicy } from '../report/organisation-policy.ts';
import { openScope } from './open-scope.ts';
import { readIssuers } from './read-issuers.ts';
import { readMembers } from './read-members.ts';
import { readOrganisationSecrets } from './read-secret-lists.ts';
import type { RegisterOrganisationTask } from './register-task.ts';

/** Only organisations have secrets and members; of an account that we know nothing of yet, the next day will tell. */
async function isOrganisation({ db }: JobContext, installationId: number): Promise<boolean> {
  const row = await db
    .selectFrom('installations')
    .select('owner_type')
    .where('id', '=', installationId)
    .executeTakeFirst();
  return row?.owner_type === 'Organization';
}

/**
 * Brings up to date what an organisation has as such: the names of its secrets and who sees them, whether owners are still
 * members, what its registered servers say of themselves.
 */
export async function registerOrganisation(
  context: JobContext,
  { installationId }: RegisterOrganisationTask,
  { signal }: Try,
): Promise<void> {
  const organisation = await organisationPolicy(context, installationId);
  if (!organisation) return;
  const { owner, policy } = organisation;
  const key = { installationId, repositoryId: ORGANISATION };
  if (await isOrganisation(context, installationId)) {
    const octokit = await context.github.forInstallation(installationId);
    await readOrganisationSecrets({ context, octokit, owner, name: '', key });
    await readMembers(context, octokit, owner, await openScope(context, installationId, organisation));
  }
  await readIssuers(context, installationId, policy, signal);
  await noteRead(context.db, key, {});
}
