import { secondsSince } from '../../base/metrics.ts';
import { LimitReached } from '../../github/limit-reached.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { readCheckReport, statesOnCheck } from '../../inventory/read-reports.ts';
import { strangersClaims } from '../../inventory/strangers-claims.ts';
import { publishCheck } from '../../respond/publish-check.ts';
import { renderCheck } from '../../respond/render-check.ts';
import type { JobContext } from '../queue/context.ts';
import { isRevocable } from '../revoke/is-revocable.ts';
import { withPlan } from '../revoke/with-plan.ts';
import { logIncident } from './log-incident.ts';
import { namedReplacements } from './named-replacements.ts';
import { digestOf, mustWait } from './report-rules.ts';
import type { ReportCheckTask } from '../queue/tasks.ts';

/** Brings the check run of a head commit up to date. A second run with nothing new to say sends nothing. */
export async function reportCheck(context: JobContext, task: ReportCheckTask): Promise<void> {
  const { db, github } = context;
  const row = await db
    .selectFrom('checks')
    .innerJoin('repositories', 'repositories.id', 'checks.repository_id')
    .select([
      'check_run_id',
      'attempted_at',
      'digest',
      'checks.created_at',
      'head_sha',
      'owner',
      'name',
      'repositories.installation_id',
      'repositories.private',
    ])
    .where('checks.id', '=', task.checkId)
    .executeTakeFirst();
  if (!row) return;
  // What the public can read by now must say less at once, whatever it waits for.
  const mustHide = !row.private && row.check_run_id !== null;
  const options = { private: row.private, atLatest: task.atLatest };
  // Asked before all of it is read: each of a hundred credentials that come to rest asks for the check.
  if (!mustHide && mustWait(await statesOnCheck(db, task.checkId), options)) return;
  const report = await readCheckReport(db, task.checkId);
  if (!report || (!mustHide && mustWait(report.incidents, options))) return;
  const claims = await strangersClaims(
    db,
    report.incidents.map(({ id }) => id),
  );
  const incidents = await Promise.all(
    report.incidents.map(async (incident) => ({
      ...(await withPlan(context, incident)),
      ...((await isRevocable(context, incident)) ? { revocable: true } : {}),
      ...(claims.has(incident.id) ? { claim: true } : {}),
    })),
  );
  const replacementFor = await namedReplacements(context, report.exposures);
  const rendered = renderCheck({ ...report, incidents }, replacementFor);
  const digest = digestOf(rendered);
  if (digest === row.digest) return;

  if (!context.gate.admits(row.installation_id)) return;
  // Written first: if the answer is lost, the next try knows that a check run may be there and looks for it.
  await db.updateTable('checks').set({ attempted_at: new Date() }).where('id', '=', task.checkId).execute();
  const octokit = await github.forInstallation(row.installation_id);
  const { checkRunId } = await publishCheck(octokit, row, row.head_sha, rendered, {
    ...(row.check_run_id === null ? {} : { existingId: row.check_run_id }),
    mayExist: row.attempted_at !== null,
  }).catch(async (error: unknown) => {
    // Refused before it was sent: the next try need not look for it.
    if (error instanceof LimitReached && error.creates && row.attempted_at === null)
      await db.updateTable('checks').set({ attempted_at: null }).where('id', '=', task.checkId).execute();
    throw error;
  });
  const subject = { installationId: row.installation_id, kind: 'check', id: task.checkId } as const;
  await recordAudit(db, subject, 'rekey', { event: 'check_written' });
  await db
    .updateTable('checks')
    .set({ check_run_id: checkRunId, digest })
    .where('id', '=', task.checkId)
    .execute();
  if (row.check_run_id === null)
    context.metrics.pushToCheck.observe({ result: 'findings' }, secondsSince(row.created_at));
  for (const { id } of report.incidents) logIncident(context.log, id, [{ event: 'check_published' }]);
}
