import { z } from 'zod';
import type { Person } from '../../github/command.ts';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer } from '../../sources/github-answer.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import { permissionOf } from './permission-of.ts';

/** Whose word counts: yes or no, and the permission that is missing where GitHub did not let Rekey ask. */
export interface Standing {
  readonly may: boolean;
  readonly gap?: 'members';
}

const Membership = z.object({ state: z.enum(['active', 'pending']) });

interface Repository {
  readonly owner: string;
  readonly name: string;
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/**
 * Without the permission to ask the answer is no.
 *
 * https://docs.github.com/rest/teams/members#get-team-membership-for-a-user
 */
async function isInTeam(octokit: Octokit, org: string, team: string, { login }: Person): Promise<Standing> {
  try {
    const { data } = await octokit.rest.teams.getMembershipForUserInOrg({
      org,
      team_slug: team.toLowerCase(),
      username: login,
    });
    return { may: readAnswer(Membership, data).state === 'active' };
  } catch (error) {
    if (isForbidden(error)) return { may: false, gap: 'members' };
    if (isGone(error)) return { may: false };
    throw error;
  }
}

/** Whether a person has one of these permissions. Who has the login by now may be somebody else. */
async function hasPermission(
  octokit: Octokit,
  repository: Repository,
  { login, id }: Person,
  levels: readonly string[],
): Promise<Standing> {
  const permission = await permissionOf(octokit, repository, login);
  return { may: permission !== undefined && levels.includes(permission.level) && permission.userId === id };
}

/** Whether a person may write to a repository: then what people tell about a credential is heard. */
export function mayTell(octokit: Octokit, repository: Repository, person: Person): Promise<Standing> {
  return hasPermission(octokit, repository, person, ['admin', 'write']);
}

/**
 * Whether policy lets a person decide about what leaked in a repository: as a user or member of a team that it lists, or
 * where it lists nobody with the permission `admin` on the repository. Teams of other owners are nobody's.
 *
 * @param approvers `@login` and `@owner/team`
 * @param person from a signed webhook; bots and Apps never get here
 * @throws GitHub's other errors, for the queue to try again
 */
export async function mayDecide(
  octokit: Octokit,
  approvers: readonly string[],
  repository: Repository,
  person: Person,
): Promise<Standing> {
  if (approvers.length === 0) return hasPermission(octokit, repository, person, ['admin']);
  const entries = approvers.map((approver) => approver.replace(/^@/, '').split('/', 2));
  if (entries.some(([login = '', team]) => team === undefined && isSame(login, person.login)))
    return { may: true };
  let gap: Standing['gap'];
  for (const [owner = '', team] of entries) {
    if (team === undefined || !isSame(owner, repository.owner)) continue;
    const standing = await isInTeam(octokit, repository.owner, team, person);
    if (standing.may) return standing;
    gap ??= standing.gap;
  }
  return { may: false, ...(gap ? { gap } : {}) };
}
