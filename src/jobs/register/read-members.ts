import type { Octokit } from '../../github/types.ts';
import { namedOwners, recordOwners } from '../../register/owners.ts';
import type { RegisterScope } from '../../register/scope.ts';
import { belongsTo } from '../../sources/register/belongs-to.ts';
import type { JobContext } from '../queue/context.ts';
import { noteMissing } from './note-missing.ts';

/** What the App lacks is told apart from the same permission for approvers, of which a check speaks. */
const PERMISSION = 'members:owners';

/**
 * Looks whether those whom the register names as owners still belong to the organisation. Nobody else is looked up. Without
 * the permission nobody counts as gone.
 */
export async function readMembers(
  context: JobContext,
  octokit: Octokit,
  org: string,
  scope: RegisterScope,
): Promise<void> {
  const { installationId } = scope;
  const owners: { readonly owner: string; readonly gone: boolean }[] = [];
  for (const owner of await namedOwners(context.db, scope)) {
    const answer = await belongsTo(octokit, org, owner);
    if (answer === 'refused') {
      await noteMissing(context, installationId, PERMISSION, { kind: 'refused' });
      return recordOwners(context.db, installationId, []);
    }
    if (answer !== undefined) owners.push({ owner, gone: answer === 'gone' });
  }
  if (owners.length > 0) await noteMissing(context, installationId, PERMISSION, { kind: 'read' });
  await recordOwners(context.db, installationId, owners);
}
