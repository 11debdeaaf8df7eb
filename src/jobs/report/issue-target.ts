import { isGitHubError } from '../../github/retry-after.ts';
import { isTaken } from '../judge/pin-repositories.ts';
import type { JobContext } from '../queue/context.ts';

/** A repository to which something is written. */
export interface Target {
  readonly owner: string;
  readonly name: string;
  /** Who can read the repository decides how much the issue may tell. */
  readonly private: boolean;
}

/** Where the issue is, or goes: where it was written before, where policy wants it, or where the credential was seen. */
export async function targetOf(
  context: JobContext,
  installationId: number,
  place: Target,
  row: { readonly issue_owner: string | null; readonly issue_repository: string | null },
  wanted: string | undefined,
): Promise<Target> {
  const [policyOwner = '', policyName] = wanted?.split('/') ?? [];
  // Whoever can write a policy must not be able to send what Rekey knows to somebody else's repository.
  const isOwn = policyOwner.toLowerCase() === place.owner.toLowerCase();
  const owner = row.issue_owner ?? place.owner;
  const name = row.issue_repository ?? (isOwn ? policyName : undefined) ?? place.name;
  if (owner === place.owner && name === place.name) return place;
  const octokit = await context.github.forInstallation(installationId);
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo: name });
    // Also where an issue was written there before: by now another repository may have that name.
    if (await isTaken(context, installationId, `${owner}/${name}`, data.id)) return place;
    return { owner, name, private: data.private };
  } catch (error) {
    if (!isGitHubError(error) || error.status !== 404) throw error;
    context.log.warn('the repository for issues that the policy names cannot be seen by the App');
    return place;
  }
}
