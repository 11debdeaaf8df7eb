import { isGitHubError } from '../../github/retry-after.ts';
import { readOwnIssue } from '../../respond/read-issue.ts';
import { incidentMarker } from '../../respond/issue-marker.ts';
import { renderReminder, type ReminderReport } from '../../respond/render-reminder.ts';
import { tellAuthor } from '../../respond/tell-author.ts';
import type { JobContext } from '../queue/context.ts';

/** The issue of an incident as it was written last. */
export interface IssuePlace {
  readonly issue_owner: string | null;
  readonly issue_repository: string | null;
  readonly issue_number: number | null;
}

/** What became of a comment, and where its issue is today. */
export interface Said {
  readonly outcome: 'told' | 'refused' | 'nowhere';
  readonly url?: string;
}

/**
 * Writes the comment of a step, wherever the issue is today; who can read it there decides how much it says.
 *
 * @param attemptedAt when an earlier try may have written it: then it is looked for first
 */
export async function sayReminder(
  context: JobContext,
  installationId: number,
  place: IssuePlace,
  report: ReminderReport,
  attemptedAt: Date | undefined,
): Promise<Said> {
  const { issue_owner: owner, issue_repository: repo, issue_number: number } = place;
  if (owner === null || repo === null || number === null) return { outcome: 'nowhere' };
  const octokit = await context.github.forInstallation(installationId);
  try {
    const ours = { marker: incidentMarker(report.incidentId), login: () => context.github.login() };
    const issue = await readOwnIssue(octokit, { owner, repo }, number, ours);
    if (!issue) return { outcome: 'nowhere' };
    const { data } = await octokit.rest.repos.get({ owner: issue.owner, repo: issue.repo });
    const url = `${new URL(data.html_url).origin}/${data.full_name}/issues/${issue.number}`;
    // Whoever locks a conversation wants quiet.
    if (issue.locked) return { outcome: 'refused', url };
    const body = renderReminder(report, { public: !data.private });
    const where = { owner: issue.owner, name: issue.repo };
    const target = { to: 'issue', number: issue.number } as const;
    return {
      outcome: await tellAuthor(octokit, where, target, body, attemptedAt ? { attemptedAt } : {}),
      url,
    };
  } catch (error) {
    if (isGitHubError(error) && error.status === 404) return { outcome: 'nowhere' };
    throw error;
  }
}
