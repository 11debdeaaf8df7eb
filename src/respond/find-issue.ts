import type { Octokit } from '../github/types.ts';
import { readMarkers } from './issue-marker.ts';
import { foundIssue, readOwnIssue, type FoundIssue, type Place } from './read-issue.ts';
import type { RenderedIssue } from './rendered.ts';

/** A lost issue is recent, so it is among the newest; these are 1,000 of them. */
const MAX_PAGES = 10;

/** How an issue may be found that was written earlier. */
export interface FindOptions {
  /** Its number, when that is known. */
  readonly existingNumber?: number;
  /** True when an earlier try may have written one whose number was lost: it is looked for before a second is written. */
  readonly mayExist: boolean;
  /** The login under which we write, asked for only where one is read or looked for. */
  readonly login: () => Promise<string>;
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
      const one = foundIssue(issue, place);
      if (one.author !== login.toLowerCase() || one.isPullRequest) continue;
      if (readMarkers(one.body).incident !== marker) continue;
      if (oldest === undefined || one.number < oldest.number) oldest = one;
    }
    page += 1;
    if (page === MAX_PAGES) break;
  }
  return oldest;
}

/**
 * The issue written earlier for an incident: by its number when that is known, else by its marker when one may exist.
 * Undefined when there is none, it was deleted, or another stands in its place.
 */
export async function findIssue(
  octokit: Octokit,
  place: Place,
  rendered: RenderedIssue,
  options: FindOptions,
): Promise<FoundIssue | undefined> {
  const { existingNumber, login } = options;
  const ours = { marker: readMarkers(rendered.body).incident, login };
  if (existingNumber !== undefined) return readOwnIssue(octokit, place, existingNumber, ours);
  return options.mayExist ? byMarker(octokit, place, rendered, await options.login()) : undefined;
}
