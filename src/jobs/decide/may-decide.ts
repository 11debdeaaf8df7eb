import { z } from 'zod';
import type { Person } from '../../github/command.ts';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer } from '../../sources/github-answer.ts';
import { isForbidden } from '../installations/is-forbidden.ts';

/** Whose word counts: yes or no, and the permission that is missing where GitHub did not let Rekey ask. */
export interface Standing {
  readonly may: boolean;
  readonly gap?: 'members';
}

const Membership = z.object({ state: z.enum(['active', 'pending']) });
const Collaborator = z.object({
  permission: z.string(),
  user: z.object({ id: z.number() }).nullable(),
});

interface Repository {
  readonly owner: string;
  readonly name: string;
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** What a question to GitHub says. Without the permission to ask it the answer is no. */
async function ask(question: () => Promise<boolean>, refused: Standing = { may: false }): Promise<Standing> {
  try {
    return { may: await question() };
  } catch (error) {
    if (isForbidden(error)) return refused;
    if (isGone(error)) return { may: false };
    throw error;
  }
}

/** https://docs.github.com/rest/teams/members#get-team-membership-for-a-user */
function isInTeam(octokit: Octokit, org: string, team: string, { login }: Person): Promise<Standing> {
  return ask(
    async () => {
      const { data } = await octokit.rest.teams.getMembershipForUserInOrg({
        org,
        team_slug: team.toLowerCase(),
        username: login,
      });
      return readAnswer(Membership, data).state === 'active';
    },
    { may: false, gap: 'members' },
  );
}

/** https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user */
function isAdmin(octokit: Octokit, { owner, name }: Repository, { login, id }: Person): Promise<Standing> {
  return ask(async () => {
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
      owner,
      repo: name,
      username: login,
    });
    const { permission, user } = readAnswer(Collaborator, data);
    // Who has the login by now may be somebody else.
    return permission === 'admin' && user?.id === id;
  });
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
  if (approvers.length === 0) return isAdmin(octokit, repository, person);
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
