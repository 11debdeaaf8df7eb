import type { Octokit } from '../github/types.ts';
import { isGone } from './github-answers.ts';
import { isOtherMarker } from './issue-marker.ts';

/** The repository of an issue. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** What is needed to know of an issue that was written earlier. */
export interface FoundIssue {
  /** Where it is today: GitHub redirects from the place from which it was transferred. */
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly locked: boolean;
  /** Somebody is assigned. */
  readonly assigned: boolean;
  /** Login of who wrote it, in lower case; absent where that account was deleted. */
  readonly author?: string;
  readonly isPullRequest: boolean;
}

/** How we know an issue of ours again. */
export interface Ours {
  /** The hidden first line of its text. */
  readonly marker: string;
  /** The login under which we write. */
  readonly login: () => Promise<string>;
}

/** An issue as GitHub answers it, as far as it is read. */
interface Answer {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly state: string;
  readonly locked: boolean;
  readonly repository_url?: string;
  readonly assignees?: readonly unknown[] | null;
  readonly user?: { readonly login: string } | null;
  readonly pull_request?: unknown;
}

/** The names at the end of an address such as `https://api.github.com/repos/octo/app`. */
function placeOf(repositoryUrl: string | undefined): Place | undefined {
  const [, owner, repo] = /\/repos\/([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(repositoryUrl ?? '') ?? [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo };
}

/** An issue as far as it is read. */
export function foundIssue(issue: Answer, asked: Place): FoundIssue {
  const { number, title, state, locked, user } = issue;
  const place = placeOf(issue.repository_url) ?? asked;
  const assigned = (issue.assignees?.length ?? 0) > 0;
  return {
    ...place,
    number,
    title,
    body: issue.body ?? '',
    state,
    locked,
    assigned,
    ...(user ? { author: user.login.toLowerCase() } : {}),
    isPullRequest: issue.pull_request !== undefined,
  };
}

/**
 * An issue by its number, wherever it is today; undefined when it was deleted, became a discussion, or is where we
 * cannot see it.
 */
export async function readIssue(
  octokit: Octokit,
  place: Place,
  number: number,
): Promise<FoundIssue | undefined> {
  try {
    const { data } = await octokit.rest.issues.get({ ...place, issue_number: number });
    return foundIssue(data, place);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * An issue of ours by the number that was kept, wherever it is today. Undefined also for another one: a repository that was
 * renamed leaves its name to whoever makes a new one, and what stands there under the number is somebody else's. People who
 * edit an issue may have taken our first line away, but it names nothing else of ours.
 */
export async function readOwnIssue(
  octokit: Octokit,
  place: Place,
  number: number,
  { marker, login }: Ours,
): Promise<FoundIssue | undefined> {
  const issue = await readIssue(octokit, place, number);
  if (!issue || issue.isPullRequest || isOtherMarker(issue.body, marker)) return undefined;
  return issue.author === (await login()).toLowerCase() ? issue : undefined;
}
