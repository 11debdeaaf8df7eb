import type { Octokit } from '../github/types.ts';
import type { FoundIssue } from './read-issue.ts';
import { isGone, isReadOnly } from './github-answers.ts';
import { tellAuthor } from './tell-author.ts';
import { CLOSED_BY_HAND } from './words/issue.ts';

/** A try that was interrupted is repeated within this long. */
const TRIES_MS = 3_600_000;

/** The comment on an issue that was closed by hand; the same for everybody who can read it. */
export function renderReopened(incidentId: string): string {
  return `<!-- rekey:reopened:${incidentId.replace(/[^\w-]/g, '')} -->\n${CLOSED_BY_HAND}`;
}

/**
 * Opens an issue again, and says why first: a second run finds that said.
 *
 * @returns false where nothing can be written
 */
export async function reopenIssue(octokit: Octokit, issue: FoundIssue, incidentId: string): Promise<boolean> {
  const { owner, repo, number } = issue;
  const target = { to: 'issue', number } as const;
  const attemptedAt = new Date(Date.now() - TRIES_MS);
  const said = await tellAuthor(octokit, { owner, name: repo }, target, renderReopened(incidentId), {
    attemptedAt,
  });
  if (said === 'refused') return false;
  try {
    await octokit.rest.issues.update({ owner, repo, issue_number: number, state: 'open' });
    return true;
  } catch (error) {
    if (isGone(error) || isReadOnly(error)) return false;
    throw error;
  }
}
