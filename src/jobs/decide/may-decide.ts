import { z } from 'zod';
import type { Person } from '../../github/command.ts';
import type { Octokit } from '../../github/types.ts';
import { pinName, type Pins } from '../../inventory/name-pins.ts';
import { isGone, readAnswer } from '../../sources/github-answer.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import { lookUpName } from '../judge/pin-approvers.ts';
import { permissionOf } from './permission-of.ts';

/** Whose word counts. */
export interface Standing {
  readonly may: boolean;
  /** The permission that is missing where GitHub did not let Rekey ask. */
  readonly gap?: 'members';
  /** A name among the approvers that means nobody, or not whom it meant when it was listed; so it did not count. */
  readonly doubt?: string;
}

const Membership = z.object({ state: z.enum(['active', 'pending']) });

interface Repository {
  readonly owner: string;
  readonly name: string;
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** A name among the approvers, and whom it meant when it was listed. */
interface Listed {
  readonly name: string;
  readonly owner: string;
  readonly team: string | undefined;
  /** Null: nobody had it. Undefined: Rekey may not ask. */
  readonly id: number | null | undefined;
}

/**
 * Whether somebody belongs to a team that still is the one that was listed. Without the permission to ask the answer is no.
 *
 * https://docs.github.com/rest/teams/members#get-team-membership-for-a-user
 */
async function isInTeam(octokit: Octokit, org: string, listed: Listed, { login }: Person): Promise<Standing> {
  const { name, team = '', id } = listed;
  if (id === undefined) return { may: false, gap: 'members' };
  if (id === null) return { may: false, doubt: name };
  const now = await lookUpName(octokit, org, name);
  if (now === undefined) return { may: false, gap: 'members' };
  if (now !== id) return { may: false, doubt: name };
  try {
    const { data } = await octokit.rest.teams.getMembershipForUserInOrg({
      org,
      team_slug: team,
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

/** Whether somebody belongs to a repository: who has left does not, although he may read what is public. */
async function belongsTo(octokit: Octokit, { owner, name }: Repository, login: string): Promise<boolean> {
  try {
    // https://docs.github.com/rest/collaborators/collaborators#check-if-a-user-is-a-repository-collaborator
    await octokit.rest.repos.checkCollaborator({ owner, repo: name, username: login });
    return true;
  } catch (error) {
    if (isGone(error) || isForbidden(error)) return false;
    throw error;
  }
}

/** Where and under which names a word is heard. */
export interface Deciding {
  /** `@login` and `@owner/team`; empty: nobody is listed. */
  readonly approvers: readonly string[];
  /** Whom these names meant when they were listed. A name without an id lets nobody decide. */
  readonly pins: Pins;
  /** The repository of the leak. */
  readonly home: Repository;
  /** The repository in which it was said. */
  readonly said: Repository;
}

/**
 * Whether policy lets a person decide about what leaked in a repository: as a user or member of a team that it lists, or
 * where it lists nobody with the permission `admin` on the repository. Teams of other owners are nobody's. Users and teams
 * are known by their ids: a name may belong to somebody else by now.
 *
 * @param person from a signed webhook; bots and Apps never get here
 * @throws GitHub's other errors, for the queue to try again
 */
export async function mayDecide(
  octokit: Octokit,
  { approvers, pins, home, said }: Deciding,
  person: Person,
): Promise<Standing> {
  if (approvers.length === 0) return hasPermission(octokit, home, person, ['admin']);
  const listed = approvers.map((approver): Listed => {
    const name = pinName(approver);
    const [owner = '', team] = name.slice(1).split('/', 2);
    return { name, owner, team, id: pins.get(name) };
  });
  const [users, teams] = [true, false].map((isUser) =>
    listed.filter(({ team }) => (team === undefined) === isUser),
  );
  if (users?.some(({ id }) => id === person.id)) return { may: await belongsTo(octokit, said, person.login) };
  const namesake = users?.find(({ name }) => name === pinName(person.login));
  let no: Standing = { may: false, ...(namesake ? { doubt: namesake.name } : {}) };
  for (const one of teams ?? []) {
    if (!isSame(one.owner, home.owner)) continue;
    const standing = await isInTeam(octokit, home.owner, one, person);
    if (standing.may) return standing;
    no = { ...standing, ...no };
  }
  return no;
}
