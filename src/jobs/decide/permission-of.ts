import { z } from 'zod';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer } from '../../sources/github-answer.ts';
import { isForbidden } from '../installations/is-forbidden.ts';

const Collaborator = z.object({
  permission: z.string(),
  user: z.object({ id: z.number() }).nullable(),
});

/** What somebody may do with a repository: `admin`, `write`, `read` or `none`. */
export interface Permission {
  readonly level: string;
  /** Of the account that has the login by now. */
  readonly userId?: number;
}

/**
 * Looks up the permission of a login. GitHub counts `maintain` as `write` and `triage` as `read`.
 *
 * @returns undefined for who is unknown, or where the App may not ask
 * @see https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export async function permissionOf(
  octokit: Octokit,
  { owner, name }: { readonly owner: string; readonly name: string },
  login: string,
): Promise<Permission | undefined> {
  try {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
      owner,
      repo: name,
      username: login,
    });
    const { permission: level, user } = readAnswer(Collaborator, data);
    return { level, ...(user ? { userId: user.id } : {}) };
  } catch (error) {
    if (isGone(error) || isForbidden(error)) return undefined;
    throw error;
  }
}
