import type { Octokit } from '../../github/types.ts';
import { answerOfError } from '../variables/list-pages.ts';

const OWNER = /^@([^/]+)(?:\/(.+))?$/;

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
    if (team === undefined)
      await octokit.request('GET /orgs/{org}/members/{username}', { org, username: name });
    else await octokit.request('GET /orgs/{org}/teams/{team_slug}', { org, team_slug: team });
    return 'there';
  } catch (error) {
    return answerOfError(error).kind;
  }
}
