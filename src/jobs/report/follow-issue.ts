import { appendAudit } from '../../inventory/audit.ts';
import { isEnded, isPending } from '../../inventory/state.ts';
import { wasDeclined } from '../../inventory/waiting.ts';
import { readOwnIssue, type FoundIssue } from '../../respond/read-issue.ts';
import { incidentMarker } from '../../respond/issue-marker.ts';
import { reopenIssue } from '../../respond/reopen-issue.ts';
import type { IssueTask } from '../../sources/issue-task.ts';
import { incidentOfIssue, type Found } from '../decide/find-incident.ts';
import { policyFor } from '../judge/policies.ts';
import type { JobContext } from '../queue/context.ts';
import { changeIssueRow } from './issue-row.ts';

const REOPENED = 'issue_reopened';

async function sendReport({ db, queue }: JobContext, { incidentId, home }: Found): Promise<void> {
  const { installation_id: installationId } = home;
  const data = { kind: 'report-issue', installationId, incidentId, atLatest: false };
  await db
    .transaction()
    .execute((trx) => queue.send(trx, [{ queue: 'github', lane: String(installationId), data }]));
  queue.wake();
}

/** Gone for good, or where the App is not installed: while its credential is open, another takes its place at once. */
async function writeAnew(context: JobContext, found: Found): Promise<void> {
  const incident = await readState(context, found);
  if (!incident || isEnded(incident.state)) return;
  await changeIssueRow(context, found.incidentId, { issue_digest: null });
  await sendReport(context, found);
}

const readState = ({ db }: JobContext, { incidentId }: Found) =>
  db.selectFrom('incidents').select('state').where('id', '=', incidentId).executeTakeFirst();

/** Who only observes asks nothing of people, and who declined has looked. */
async function isLeftToPeople(context: JobContext, { incidentId, home }: Found): Promise<boolean> {
  const { installation_id: installationId } = home;
  const { policy } = await policyFor(
    context,
    installationId,
    { ...home, defaultBranch: '' },
    { reread: false },
  );
  return policy.mode === 'observe' || (await wasDeclined(context.db, incidentId));
}

/**
 * Opens an issue again that somebody, or a bot for old issues, closed while its credential lives, and says how it ends. Once:
 * whoever closes it again has read that. A locked one stays: nothing can be said there.
 */
async function openAgain(context: JobContext, found: Found, issue: FoundIssue): Promise<void> {
  const { db, github } = context;
  const { incidentId, home } = found;
  const incident = await readState(context, found);
  if (!incident || isEnded(incident.state) || isPending(incident.state) || issue.locked) return;
  const told = await db
    .selectFrom('audit')
    .select('id')
    .where('incident_id', '=', incidentId)
    .where('event', '=', REOPENED)
    .limit(1)
    .executeTakeFirst();
  if (told || (await isLeftToPeople(context, found))) return;
  if (!(await reopenIssue(await github.forInstallation(home.installation_id), issue, incidentId))) return;
  await db.transaction().execute((trx) => appendAudit(trx, incidentId, 'rekey', [{ event: REOPENED }]));
  await sendReport(context, found);
}

/**
 * Looks where an issue of ours is after people transferred, deleted or closed it, so that the next command is heard where it
 * is now. The webhook is only a hint: what counts is what GitHub answers.
 */
export async function followIssue(context: JobContext, task: IssueTask): Promise<void> {
  const { installationId, repository, issue: number } = task;
  const found = await incidentOfIssue(context.db, installationId, { ...repository, number });
  if (!found || !context.gate.admits(installationId)) return;
  // What Rekey closed itself costs a look at the database.
  const incident = await readState(context, found);
  if (!incident || (task.closed && isEnded(incident.state))) return;
  const octokit = await context.github.forInstallation(installationId);
  const ours = { marker: incidentMarker(found.incidentId), login: () => context.github.login() };
  const place = { owner: repository.owner, repo: repository.name };
  const issue = await readOwnIssue(octokit, place, number, ours);
  if (!issue) return writeAnew(context, found);
  const { owner, repo } = issue;
  if (owner !== repository.owner || repo !== repository.name) {
    await changeIssueRow(context, found.incidentId, {
      issue_owner: owner,
      issue_repository: repo,
      issue_number: issue.number,
    });
    // Who reads it there decides how much it may say.
    return sendReport(context, found);
  }
  if (issue.state === 'closed') await openAgain(context, found, issue);
}
