import type { Octokit } from '../github/types.ts';
import { isGone } from './github-answers.ts';
import { readMarkers } from './issue-marker.ts';
import type { RenderedIssue } from './rendered.ts';

/** What is needed to know of an issue that was written earlier. */
export interface FoundIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly locked: boolean;
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** A lost issue is recent, so it is among the newest; these are 1,000 of them. */
const MAX_PAGES = 10;

/** GitHub's own answer, with the parts that may be missing filled in. */
function found(
  issue: { number: number; title: string; body?: string | null | undefined; state: string; locked: boolean },
  number: number = issue.number,
): FoundIssue {
  return { number, title: issue.title, body: issue.body ?? '', state: issue.state, locked: issue.locked };
}

async function byNumber(octokit: Octokit, place: Place, number: number): Promise<FoundIssue | undefined> {
  try {
    const { data } = await octokit.rest.issues.get({ ...place, issue_number: number });
    // GitHub redirects from where a transferred issue was: the number that we know keeps leading to it.
    return found(data, number);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** By the hidden first line. Anyone may copy it into an issue of their own later; the oldest is ours. */
async function byMarker(
  octokit: Octokit,
  place: Place,
  rendered: RenderedIssue,
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
      if (issue.pull_request !== undefined || readMarkers(issue.body ?? '').incident !== marker) continue;
      if (oldest === undefined || issue.number < oldest.number) oldest = found(issue);
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
  options: { readonly existingNumber?: number; readonly mayExist: boolean },
): Promise<FoundIssue | undefined> {
  if (options.existingNumber !== undefined) return byNumber(octokit, place, options.existingNumber);
  return options.mayExist ? byMarker(octokit, place, rendered) : undefined;
}
