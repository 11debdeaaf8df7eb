import type { Octokit } from '../github/types.ts';
import { isGone } from './github-answers.ts';
import { readMarkers } from './issue-marker.ts';
import type { RenderedIssue } from './rendered.ts';

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
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** A lost issue is recent, so it is among the newest; these are 1,000 of them. */
const MAX_PAGES = 10;

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
}

/** How an issue may be found that was written earlier. */
export interface FindOptions {
  /** Its number, when that is known. */
  readonly existingNumber?: number;
  /** True when an earlier try may have written one whose number was lost: it is looked for before a second is written. */
  readonly mayExist: boolean;
  /** The login under which we write, asked for only where one is looked for. */
  readonly login: () => Promise<string>;
}

/** The names at the end of an address such as `https://api.github.com/repos/octo/app`. */
function placeOf(repositoryUrl: string | undefined): Place | undefined {
  const [, owner, repo] = /\/repos\/([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(repositoryUrl ?? '') ?? [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo };
}

function found(issue: Answer, asked: Place): FoundIssue {
  const { number, title, state, locked } = issue;
  const place = placeOf(issue.repository_url) ?? asked;
  const assigned = (issue.assignees?.length ?? 0) > 0;
  return { ...place, number, title, body: issue.body ?? '', state, locked, assigned };
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
    return found(data, place);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** By the hidden first line, which anyone may write into an issue of their own; ours is the oldest that we wrote. */
async function byMarker(
  octokit: Octokit,
  place: Place,
  rendered: RenderedIssue,
  login: string,
): Promise<FoundIssue | undefined> {
  const marker = readMarkers(rendered.body).incident;
  // The parameter is a comma-separated list of labels that must all be there: one without a comma is enough.
  const label = rendered.labels.find((name) => !name.includes(','));
  const pages = octokit.paginate.iterator(octokit.rest.issues.listForRepo, {
    ...place,
    ...(label === undefined ? {} : { labels: label }),
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: 100,
  });
  let oldest: FoundIssue | undefined;
  let page = 0;
  for await (const { data } of pages) {
    for (const issue of data) {
      const isOurs = issue.user?.login.toLowerCase() === login.toLowerCase();
      if (!isOurs || issue.pull_request !== undefined) continue;
      if (readMarkers(issue.body ?? '').incident !== marker) continue;
      if (oldest === undefined || issue.number < oldest.number) oldest = found(issue, place);
    }
    page += 1;
    if (page === MAX_PAGES) break;
  }
  return oldest;
}

/**
 * The issue written earlier for an incident: by its number when that is known, else by its marker when one may exist.
 * Undefined when there is none or it was deleted.
 */
export async function findIssue(
  octokit: Octokit,
  place: Place,
  rendered: RenderedIssue,
  options: FindOptions,
): Promise<FoundIssue | undefined> {
  if (options.existingNumber !== undefined) return readIssue(octokit, place, options.existingNumber);
  return options.mayExist ? byMarker(octokit, place, rendered, await options.login()) : undefined;
}
