import { crowdOfAccount, INSIDERS, unknownIn, type Writer } from '../../github/crowd.ts';
import { readLogin } from '../../github/login.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import type { JudgedRange } from '../../inventory/judged-ranges.ts';
import { readPullWriter } from '../../sources/read-pull-writer.ts';
import { permissionOf } from '../decide/permission-of.ts';
import { isForbidden } from '../installations/is-forbidden.ts';

const WRITES: ReadonlySet<string> = new Set(['admin', 'write']);

/**
 * In whose count something is that an account wrote. Members and collaborators may be let read only, so the permission
 * is asked of all but owners: one request, and only where a credential was found. Where that is not clear it is an
 * outsider: an account of its own can pause nobody else.
 *
 * @see https://docs.github.com/graphql/reference/enums#commentauthorassociation
 */
export async function crowdOf(
  octokit: Octokit,
  repository: RepositoryRef,
  writer: Writer | undefined,
): Promise<string> {
  if (!writer) return unknownIn(repository);
  if (writer.association === 'OWNER') return INSIDERS;
  if (writer.id === undefined) return unknownIn(repository);
  const login = readLogin(writer.login);
  const permission = login === undefined ? undefined : await permissionOf(octokit, repository, login);
  // Who has the login by now may be somebody else.
  const mayWrite = permission?.userId === writer.id && WRITES.has(permission.level);
  return mayWrite ? INSIDERS : crowdOfAccount(writer.id);
}

/** In whose count what several accounts wrote is: each of them is asked about once. */
export function crowdsOfWriters(
  octokit: Octokit,
  repository: RepositoryRef,
): (writer: Writer | undefined) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (writer) => {
    const { id = 0, login = '', association = '' } = writer ?? {};
    const key = `${id} ${login} ${association}`;
    const crowd = known.get(key) ?? crowdOf(octokit, repository, writer);
    known.set(key, crowd);
    return crowd;
  };
}

/** A pull request from a fork, or from one that was deleted: not a branch of the repository, and no merge group. */
export const isOfFork = ({ number, headRef }: JudgedRange): boolean => number !== 0 && headRef === undefined;

/** In whose count the commits of a pull request from a fork are. */
export async function crowdOfPull(
  octokit: Octokit,
  repository: RepositoryRef,
  number: number,
): Promise<string> {
  try {
    return await crowdOf(octokit, repository, await readPullWriter(octokit, repository, number));
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return unknownIn(repository);
  }
}
