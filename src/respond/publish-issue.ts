import type { Octokit } from '../github/types.ts';
import { findIssue, type FindOptions } from './find-issue.ts';
import { type FoundIssue } from './read-issue.ts';
import { isGone, isLocked, isOutOfReach, isReadOnly, isTurnedOff } from './github-answers.ts';
import { readMarkers, shownIn, textBelow } from './issue-marker.ts';
import { cut } from './markdown.ts';
import { URGENT_LABEL } from './render-issue.ts';
import type { RenderedIssue } from './rendered.ts';
import { ISSUE_WORDS } from './words/issue.ts';

export interface PublishIssueOptions extends FindOptions {
  /** The issue written earlier, when it was read just now. */
  readonly existing?: FoundIssue;
  /** The state that it showed last, where that is kept: what stands in the issue people can edit. */
  readonly shown?: string;
  /** Keeps the state that it shows from now on, before a comment says so. */
  readonly keepShown?: (state: string) => Promise<void>;
}

/** `unavailable`: the repository's issues are turned off, or it was archived, so nothing was written. */
export type PublishedIssue =
  | {
      readonly outcome: 'published';
      /** Where it is: not always where it was looked for. */
      readonly owner: string;
      readonly name: string;
      readonly number: number;
      readonly closed: boolean;
    }
  | { readonly outcome: 'unavailable' };

interface Place {
  readonly owner: string;
  readonly repo: string;
}

function closing({ closeReason }: RenderedIssue) {
  return { state: 'closed', state_reason: closeReason } as const;
}

async function create(octokit: Octokit, place: Place, rendered: RenderedIssue): Promise<PublishedIssue> {
  const { title, body, labels, closed } = rendered;
  const { data } = await octokit.rest.issues.create({ ...place, title, body, labels: [...labels] });
  if (closed) await octokit.rest.issues.update({ ...place, issue_number: data.number, ...closing(rendered) });
  return { outcome: 'published', owner: place.owner, name: place.repo, number: data.number, closed };
}

/** GitHub's limit for a body. */
const MAX_BODY = 65_536;

/** The body with what people wrote below it, which is never cut as long as our first screen fits beside it. */
function withTextBelow(rendered: RenderedIssue, below: string): string {
  if (below === '') return rendered.body;
  const bodies = [rendered.body, rendered.shortBody ?? rendered.body].map((body) => `${body}\n\n${below}`);
  return bodies.find((body) => body.length <= MAX_BODY) ?? cut(bodies.at(-1) ?? rendered.body, MAX_BODY);
}

async function comment(octokit: Octokit, place: Place, issue: FoundIssue, body: string): Promise<void> {
  // Whoever locks a conversation wants quiet; the text above it is up to date all the same.
  if (issue.locked) return;
  try {
    await octokit.rest.issues.createComment({ ...place, issue_number: issue.number, body });
  } catch (error) {
    if (!isLocked(error)) throw error;
  }
}

/** What changes about the issue's being open; a person who closed it is overruled only by a new state. */
function stateChange(issue: FoundIssue, rendered: RenderedIssue, newState: boolean) {
  const open = issue.state === 'open';
  if (rendered.closed && open) return closing(rendered);
  if (!rendered.closed && !open && newState) return { state: 'open', state_reason: 'reopened' } as const;
  return undefined;
}

async function update(
  octokit: Octokit,
  issue: FoundIssue,
  rendered: RenderedIssue,
  { shown, keepShown }: PublishIssueOptions,
): Promise<PublishedIssue> {
  const { owner, repo } = issue;
  const place = { owner, repo };
  const newState =
    shown === undefined
      ? readMarkers(issue.body).state !== readMarkers(rendered.body).state
      : shown !== shownIn(rendered.body);
  const change = stateChange(issue, rendered, newState);
  const { title } = rendered;
  const body = withTextBelow(rendered, textBelow(issue.body));
  const sameText = issue.title === title && issue.body.replaceAll('\r\n', '\n') === body;
  if (!sameText || change !== undefined) {
    // Once: a label that a person took away stays away.
    if (rendered.urgent && !issue.body.includes(ISSUE_WORDS.urgent))
      await octokit.rest.issues.addLabels({ ...place, issue_number: issue.number, labels: [URGENT_LABEL] });
    await octokit.rest.issues.update({
      ...place,
      issue_number: issue.number,
      ...(sameText ? {} : { title, body }),
      ...change,
    });
  }
  // Last, and only when it showed another state: a repeated try says nothing twice.
  await keepShown?.(shownIn(rendered.body));
  if (newState) await comment(octokit, place, issue, rendered.comment);
  const closed = (change?.state ?? issue.state) === 'closed';
  return { outcome: 'published', owner, name: repo, number: issue.number, closed };
}

/**
 * Writes the issue of an incident: a new one, or the one that is there, with one comment for each change of state.
 * An issue that was deleted, or transferred to where the App is not installed, is written anew. What people wrote below our
 * last line stays, and so do their labels, assignees, milestones and projects.
 *
 * @throws GitHub's errors, for the queue to retry, except where issues are turned off or nothing can be written
 */
export async function publishIssue(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  rendered: RenderedIssue,
  options: PublishIssueOptions,
): Promise<PublishedIssue> {
  const place = { owner: repository.owner, repo: repository.name };
  try {
    const issue = options.existing ?? (await findIssue(octokit, place, rendered, options));
    const make = async () => {
      const made = await create(octokit, place, rendered);
      await options.keepShown?.(shownIn(rendered.body));
      return made;
    };
    if (issue === undefined) return await make();
    return await update(octokit, issue, rendered, options).catch((error: unknown) => {
      const moved = issue.owner !== place.owner || issue.repo !== place.repo;
      // Deleted since it was read, or where we may only look.
      if (!isGone(error) && !(moved && isOutOfReach(error))) throw error;
      return make();
    });
  } catch (error) {
    if (isTurnedOff(error) || isReadOnly(error)) return { outcome: 'unavailable' };
    throw error;
  }
}
