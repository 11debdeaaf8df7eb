import type { RepositoryRef } from './types.ts';

/**
 * Who could have put a credential where it was found. What people of the organisation brought is one crowd; what somebody
 * without a right to write brought is his own, so that the circuit breaker can count it apart. Ids only, no names.
 */

/** Whoever may write to the repository: pushes, variables, releases, and what their runs print. */
export const INSIDERS = '';

/** Where something was brought: what strangers do to one repository must not fill the count of another. */
type Where = Pick<RepositoryRef, 'id'>;

/** Nobody can tell any more: a deleted account, a text that GitHub does not show. */
export const unknownIn = ({ id }: Where): string => `unknown:${id}`;

/** What {@link crowdOffBranches} begins with in every repository. */
export const OFF_BRANCHES = 'off-branches:';

/**
 * Commits of the history of a repository that only pull requests and tags lead to: anybody may open a pull request, and
 * whose each was is not looked up.
 */
export const crowdOffBranches = ({ id }: Where): string => `${OFF_BRANCHES}${id}`;

/** An account of GitHub without a right to write, by its id; Apps among them, since they repeat what others say. */
export const crowdOfAccount = (id: number): string => `user:${id}`;

/**
 * The wiki of a repository. GitHub does not say whether anybody may edit a public one, and git believes every name; that
 * of a private one is edited by those who were let in.
 */
export const crowdOfWiki = ({ id, private: isPrivate }: Pick<RepositoryRef, 'id' | 'private'>): string =>
  isPrivate ? INSIDERS : `wiki:${id}`;

/** An account as GitHub names the author of something. */
export interface Writer {
  /** Absent where GitHub does not say it. */
  readonly id?: number;
  readonly login: string;
  /** GitHub's `author_association`, where it says one: `OWNER`, `MEMBER`, `NONE` … */
  readonly association?: string;
}
