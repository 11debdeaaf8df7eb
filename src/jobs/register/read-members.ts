import type { Octokit } from '../../github/types.ts';
import { namedOwners, recordOwners, type NamedOwner } from '../../register/owners.ts';
import type { RegisterScope } from '../../register/scope.ts';
import { belongsTo, collaboratesIn } from '../../sources/register/belongs-to.ts';
import type { JobContext } from '../queue/context.ts';
import { noteMissing } from './note-missing.ts';

/** What the App lacks is told apart from the same permission for approvers, of which a check speaks. */
const PERMISSION = 'members:owners';

/** A repository that this owner owns something in lets him in, though he is no member. */
async function isCollaborator(
  { db }: JobContext,
  octokit: Octokit,
  { owner, repositoryId }: NamedOwner,
): Promise<boolean> {
  if (repositoryId === undefined) return false;
  const repository = await db
    .selectFrom('repositories')
    .select(['owner', 'name'])
    .where('id', '=', repositoryId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return repository !== undefined && collaboratesIn(octokit, repository, owner);
}

/**
 * Looks whether those whom the register names as owners still belong to the organisation, or at least to the repository in
 * which they own something. Nobody else is looked up. Without the permission nobody counts as gone.
 */
export async function readMembers(
  context: JobContext,
  octokit: Octokit,
  org: string,
  scope: RegisterScope,
): Promise<void> {
  const { installationId } = scope;
  const owners: { readonly owner: string; readonly gone: boolean }[] = [];
  for (const named of await namedOwners(context.db, scope)) {
    const answer = await belongsTo(octokit, org, named.owner);
    if (answer === 'refused') {
      await noteMissing(context, installationId, PERMISSION, { kind: 'refused' });
      return recordOwners(context.db, installationId, []);
    }
    if (answer === undefined) continue;
    const gone = answer === 'gone' && !(await isCollaborator(context, octokit, named));
    owners.push({ owner: named.owner, gone });
  }
  if (owners.length > 0) await noteMissing(context, installationId, PERMISSION, { kind: 'read' });
  await recordOwners(context.db, installationId, owners);
}
