import { isGitHubError } from '../../github/retry-after.ts';
import type { Octokit } from '../../github/types.ts';
import { hadIncidents, readLeft, readTopOwners, readWeek } from '../../inventory/read-week.ts';
import { weekBefore, type Week } from '../../inventory/week.ts';
import type { WeekNumbers } from '../../inventory/week-numbers.ts';
import { readOwnIssue, type FoundIssue } from '../../respond/read-issue.ts';
import { isWorthTelling, renderSummary, summaryMarker } from '../../respond/render-summary.ts';
import type { JobContext } from '../queue/context.ts';
import { organisationPolicy, securityRepository } from '../report/organisation-policy.ts';
import { publishOnce, readTarget } from '../report/own-issue.ts';
import type { SummaryTask } from './summary-task.ts';

const readRow = ({ db }: JobContext, installationId: number, week: string) =>
  db
    .selectFrom('summaries')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('week', '=', week)
    .executeTakeFirst();

/** The numbers of the week, counted once, so that a second try writes the same. */
async function countOnce(context: JobContext, installationId: number, week: Week): Promise<WeekNumbers> {
  const { db } = context;
  const now = new Date();
  const counted = {
    ...(await readWeek(db, installationId, week)),
    ...(await readLeft(db, installationId, now)),
  };
  const row = { installation_id: installationId, week: week.name, numbers: JSON.stringify(counted) };
  const empty = { issue_owner: null, issue_repository: null, issue_number: null };
  await db
    .insertInto('summaries')
    .values({ ...row, ...empty })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await readRow(context, installationId, week.name))?.numbers ?? counted;
}

async function close(octokit: Octokit, { owner, repo, number }: FoundIssue): Promise<void> {
  await octokit.rest.issues
    .update({ owner, repo, issue_number: number, state: 'closed', state_reason: 'completed' })
    .catch((error: unknown) => {
      if (!isGitHubError(error) || ![403, 404, 410].includes(error.status)) throw error;
    });
}

/** Closes the issues of earlier weeks. What was deleted, or has another's issue in its place by now, needs none. */
async function closeEarlier(context: JobContext, installationId: number, week: Week): Promise<void> {
  const { db, github } = context;
  const open = await db
    .selectFrom('summaries')
    .select(['week', 'issue_owner', 'issue_repository', 'issue_number'])
    .where('installation_id', '=', installationId)
    .where('week', '<', week.name)
    .where('issue_number', 'is not', null)
    .where('closed_at', 'is', null)
    .execute();
  const octokit = await github.forInstallation(installationId);
  for (const { week: name, issue_owner, issue_repository, issue_number } of open) {
    const place = { owner: issue_owner ?? '', repo: issue_repository ?? '' };
    const ours = { marker: summaryMarker(name), login: () => github.login() };
    const issue = await readOwnIssue(octokit, place, issue_number ?? 0, ours);
    if (issue) await close(octokit, issue);
    await db
      .updateTable('summaries')
      .set({ closed_at: new Date() })
      .where('installation_id', '=', installationId)
      .where('week', '=', name)
      .execute();
  }
}

/**
 * Writes the summary of a week into the security repository of the organisation, and closes the one before. Nothing is
 * written where the policy names no such repository, or where there is nothing to say.
 */
export async function writeSummary(context: JobContext, task: SummaryTask): Promise<void> {
  const { db } = context;
  const { installationId } = task;
  const week = weekBefore(new Date(task.weekEnd));
  if (!context.gate.admits(installationId)) return;
  const numbers = await countOnce(context, installationId, week);
  const row = await readRow(context, installationId, week.name);
  if (!row || row.done_at !== null) return;
  const keep = (change: object) =>
    db
      .updateTable('summaries')
      .set(change)
      .where('installation_id', '=', installationId)
      .where('week', '=', week.name)
      .execute();
  const isNews = isWorthTelling(numbers) && (await hadIncidents(db, installationId, week.to));
  const organisation = isNews ? await organisationPolicy(context, installationId) : undefined;
  const place = organisation && securityRepository(organisation);
  const target = place && (await readTarget(context, installationId, place));
  if (organisation && target) {
    const last = await readRow(context, installationId, weekBefore(week.from).name);
    const before = last?.numbers ?? (await readWeek(db, installationId, weekBefore(week.from)));
    const owners = target.private ? await readTopOwners(db, installationId, new Date()) : [];
    const { labels } = organisation.policy.issues;
    const rendered = renderSummary({ week, numbers, before, owners }, { labels, public: !target.private });
    await publishOnce(context, installationId, target, rendered, row, keep);
    await closeEarlier(context, installationId, week);
  }
  await keep({ done_at: new Date() });
}
