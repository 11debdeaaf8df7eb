import { LimitReached } from '../../github/limit-reached.ts';
import { readPause } from '../../inventory/pauses.ts';
import { readHome } from '../../inventory/waiting.ts';
import { publishIssue } from '../../respond/publish-issue.ts';
import { renderPause } from '../../respond/render-pause.ts';
import type { JobContext } from '../queue/context.ts';
import { policyFor } from '../judge/policies.ts';
import { targetOf } from '../report/issue-target.ts';
import { digestOf } from '../report/report-rules.ts';
import type { ReportPauseTask } from './pause-task.ts';

function readRow({ db }: JobContext, pauseId: string) {
  return db
    .selectFrom('pauses')
    .select(['issue_owner', 'issue_repository', 'issue_number', 'issue_attempted_at', 'issue_digest'])
    .where('id', '=', pauseId)
    .executeTakeFirst();
}

/** The repository of what waits longest: its policy says where the issue goes. */
async function readPlace({ db }: JobContext, pauseId: string) {
  const first = await db
    .selectFrom('admissions')
    .select('incident_id')
    .where('pause_id', '=', pauseId)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst();
  return first && readHome(db, first.incident_id);
}

/** Brings the one issue of a pause up to date. A second run with nothing new to say sends nothing. */
export async function reportPause(context: JobContext, task: ReportPauseTask): Promise<void> {
  const { db, github, log } = context;
  const { pauseId } = task;
  const [pause, row, place] = await Promise.all([
    readPause(db, pauseId),
    readRow(context, pauseId),
    readPlace(context, pauseId),
  ]);
  if (!pause || !row || !place) return;
  const over = pause.ended_at !== null;
  // A pause that ended before it was told of is nobody's business any more.
  if (over && row.issue_number === null && row.issue_attempted_at === null) return;
  const { installation_id: installationId } = place;
  if (!context.gate.admits(installationId)) return;
  const repository = { ...place, defaultBranch: '' };
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const { labels, repository: wanted } = policy.issues;
  const target = await targetOf(context, installationId, place, row, wanted);
  const rendered = renderPause({ ...pause, over }, { labels, public: !target.private });
  const digest = digestOf(rendered);
  if (digest === row.issue_digest) return;
  const update = db.updateTable('pauses').where('id', '=', pauseId);
  // Written first: if the answer is lost, the next try knows that an issue may be there and looks for it.
  await update.set({ issue_attempted_at: new Date() }).execute();
  const octokit = await github.forInstallation(installationId);
  const published = await publishIssue(octokit, target, rendered, {
    ...(row.issue_number === null ? {} : { existingNumber: row.issue_number }),
    mayExist: row.issue_attempted_at !== null,
    login: () => github.login(),
  }).catch(async (error: unknown) => {
    // Refused before it was sent: the next try need not look for it.
    if (error instanceof LimitReached && error.creates && row.issue_attempted_at === null)
      await update.set({ issue_attempted_at: null }).execute();
    throw error;
  });
  if (published.outcome === 'unavailable')
    return log.warn({ installation: installationId }, 'no issue can be written about the pause');
  await update
    .set({
      issue_owner: published.owner,
      issue_repository: published.name,
      issue_number: published.number,
      issue_digest: digest,
    })
    .execute();
}
