import { utcDay } from '../../policy/decide.ts';
import type { ListAlertsTask, ReadAlertTask } from '../../sources/alert-task.ts';
import { listOpenAlerts, readAlert } from '../../sources/alerts/read-alert.ts';
import { actOnFindings } from '../judge/act-on-findings.ts';
import type { JobContext } from '../queue/context.ts';
import { noteGap } from '../installations/note-gap.ts';
import { observeAlert } from './observe-alert.ts';
import { policyFor } from '../judge/policies.ts';
import { isRefused } from './read-thread.ts';

/** As the manifest names it. */
const ALERTS_PERMISSION = 'secret_scanning_alerts';

/** Undefined, and kept as a gap, where the installation does not let the App read alerts. */
export async function ifAllowed<T>(
  context: JobContext,
  installationId: number,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isRefused(error)) throw error;
    await noteGap(context, installationId, ALERTS_PERMISSION);
    return undefined;
  }
}

/**
 * Takes a secret that GitHub's own secret scanning found into the flow of incidents. One whose incident is dead already
 * leads to the alert being resolved at once. An alert that a person resolved is left alone.
 */
export async function scanAlert(context: JobContext, task: ReadAlertTask): Promise<void> {
  const { installationId, repository, number } = task;
  const octokit = await context.github.forInstallation(installationId);
  const alert = await ifAllowed(context, installationId, () => readAlert(octokit, repository, number));
  if (!alert?.open) return;
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const today = utcDay(new Date());
  const seen = await observeAlert(octokit, repository, alert, number, policy, today);
  if (seen.length === 0) return;
  await actOnFindings(context, {
    installationId,
    repository,
    seen,
    async keep(trx, { credentials }) {
      const incident_id = credentials[0]?.incidentId;
      if (incident_id === undefined) return;
      await trx
        .insertInto('alerts')
        .values({ repository_id: repository.id, number, incident_id })
        .onConflict((conflict) => conflict.columns(['repository_id', 'number']).doUpdateSet({ incident_id }))
        .execute();
    },
  });
}

/** Has every open alert of a repository read, each by a job of its own. */
export async function listAlerts(context: JobContext, task: ListAlertsTask): Promise<void> {
  const { installationId, repository } = task;
  const octokit = await context.github.forInstallation(installationId);
  const numbers = await ifAllowed(context, installationId, () => listOpenAlerts(octokit, repository));
  if (!numbers || numbers.length === 0) return;
  const jobs = numbers.map((number) => ({
    queue: 'bulk' as const,
    lane: String(installationId),
    data: { kind: 'read-alert', installationId, repository, number },
  }));
  await context.db.transaction().execute((trx) => context.queue.send(trx, jobs));
  context.queue.wake();
}
