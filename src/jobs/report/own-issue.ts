import { LimitReached } from '../../github/limit-reached.ts';
import { isGitHubError } from '../../github/retry-after.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { publishIssue } from '../../respond/publish-issue.ts';
import type { RenderedIssue } from '../../respond/rendered.ts';
import { isTaken } from '../judge/pin-repositories.ts';
import type { JobContext } from '../queue/context.ts';
import type { Target } from './issue-target.ts';

/** What is kept of an issue that is about no single incident. */
export interface OwnIssueRow {
  readonly issue_owner: string | null;
  readonly issue_repository: string | null;
  readonly issue_number: number | null;
  readonly issue_attempted_at: Date | null;
}

/**
 * Writes an issue that is written once. A second run looks for what the first one wrote.
 *
 * @param keep changes its row
 * @returns whether there is one; false where the repository takes none
 */
export async function publishOnce(
  context: JobContext,
  installationId: number,
  target: Target,
  rendered: RenderedIssue,
  row: OwnIssueRow,
  keep: (change: Partial<OwnIssueRow>) => Promise<unknown>,
): Promise<boolean> {
  if (row.issue_number !== null) return true;
  // Written first: if the answer is lost, the next try knows that an issue may be there and looks for it.
  await keep({ issue_attempted_at: new Date() });
  const octokit = await context.github.forInstallation(installationId);
  const published = await publishIssue(octokit, target, rendered, {
    mayExist: row.issue_attempted_at !== null,
    login: () => context.github.login(),
  }).catch(async (error: unknown) => {
    // Refused before it was sent: the next try need not look for it.
    if (error instanceof LimitReached && error.creates && row.issue_attempted_at === null)
      await keep({ issue_attempted_at: null });
    throw error;
  });
  if (published.outcome === 'unavailable') return false;
  const id = `${published.owner}/${published.name}#${published.number}`;
  await recordAudit(context.db, { installationId, kind: 'issue', id }, 'rekey', { event: 'issue_written' });
  await keep({
    issue_owner: published.owner,
    issue_repository: published.name,
    issue_number: published.number,
  });
  return true;
}

/** A repository of the owner as a place for an issue; undefined where the App does not see it. */
export async function readTarget(
  context: JobContext,
  installationId: number,
  place: { readonly owner: string; readonly name: string },
): Promise<Target | undefined> {
  const octokit = await context.github.forInstallation(installationId);
  try {
    const { data } = await octokit.rest.repos.get({ owner: place.owner, repo: place.name });
    const isElse = await isTaken(context, installationId, `${place.owner}/${place.name}`, data.id);
    return data.archived || isElse ? undefined : { ...place, private: data.private };
  } catch (error) {
    if (isGitHubError(error) && error.status === 404) return undefined;
    throw error;
  }
}
