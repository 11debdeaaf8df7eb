import type { Octokit } from '../../github/types.ts';
import { answerOfError } from '../variables/list-pages.ts';

const OWNER = /^@([^/]+)(?:\/(.+))?$/;

/** To those who may know GitHub says so; others it sends to the list of public members, with 302. */
const MEMBER = 204;

/** `there`, `gone`, or `refused` where the App may not know. */
export type Belonging = 'there' | 'gone' | 'refused';

/**
 * Whether somebody who is named as an owner belongs to an organisation: a person as a member, a team as one of its teams.
 * Undefined for a team of somebody else's, which it can know nothing of.
 *
 * https://docs.github.com/rest/orgs/members#check-organization-membership-for-a-user,
 * https://docs.github.com/rest/teams/teams#get-a-team-by-name
 *
 * @param owner `@login` or `@organisation/team`
 */
export async function belongsTo(
  octokit: Octokit,
  org: string,
  owner: string,
): Promise<Belonging | undefined> {
  const [, name = '', team] = OWNER.exec(owner) ?? [];
  if (name === '' || (team !== undefined && name.toLowerCase() !== org.toLowerCase())) return undefined;
  try {
    if (team !== undefined) {
      await octokit.request('GET /orgs/{org}/teams/{team_slug}', { org, team_slug: team });
      return 'there';
    }
    const { status }: { status: number } = await octokit.request('GET /orgs/{org}/members/{username}', {
      org,
      username: name,
      request: { redirect: 'manual' },
    });
    // Led on to the public members, one would take every other member for gone.
    return status === MEMBER ? 'there' : 'refused';
  } catch (error) {
    return answerOfError(error).kind;
  }
}

/**
 * Whether a person may read a repository: as a collaborator from outside, who belongs to no organisation and may own files
 * all the same. https://docs.github.com/rest/collaborators/collaborators#check-if-a-user-is-a-repository-collaborator
 */
export async function collaboratesIn(
  octokit: Octokit,
  { owner, name: repo }: { readonly owner: string; readonly name: string },
  person: string,
): Promise<boolean> {
  const [, username = '', team] = OWNER.exec(person) ?? [];
  if (username === '' || team !== undefined) return false;
  try {
    await octokit.request('GET /repos/{owner}/{repo}/collaborators/{username}', { owner, repo, username });
    return true;
  } catch (error) {
    if (answerOfError(error).kind === 'gone') return false;
    // Whoever may not be asked for is not said to be gone.
    return true;
  }
}
