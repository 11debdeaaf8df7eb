import { readAllSoon } from '../../register/reads.ts';
import { listInstallations, readInstallation } from '../../sources/app-installations.ts';
import type { InstallationTask } from '../../sources/installation-task.ts';
import type { JobContext } from '../queue/context.ts';
import { lookJob } from '../missed/look-jobs.ts';
import type { NewJob } from '../queue/queue.ts';
import { deleteInstallation, noteInstallation } from './settle-installation.ts';
import { sweepVariablesJob } from '../variables/sweep-variables.ts';

async function send(context: JobContext, jobs: readonly NewJob[]): Promise<void> {
  await context.db.transaction().execute((trx) => context.queue.send(trx, jobs));
  context.queue.wake();
}

/** What was missing may be there now: it is tried again, and said again if it is not. */
async function tryGapsAgain(context: JobContext, installationId: number): Promise<readonly NewJob[]> {
  await context.db.deleteFrom('gaps').where('installation_id', '=', installationId).execute();
  await readAllSoon(context.db, installationId);
  return [sweepVariablesJob(installationId)];
}

/**
 * Brings what is known of an installation up to date after GitHub told that it changed, in whatever order the webhooks
 * came: what counts is what GitHub says now. Its repositories are looked at by a job of their own.
 */
export async function updateInstallation(context: JobContext, task: InstallationTask): Promise<void> {
  const { installationId, newPermissions } = task;
  const facts = await readInstallation(await context.github.forApp(), installationId);
  if (!facts) {
    await deleteInstallation(context, installationId);
    return;
  }
  await noteInstallation(context, facts);
  if (facts.suspendedAt) return;
  await send(context, [
    ...(newPermissions ? await tryGapsAgain(context, installationId) : []),
    lookJob(installationId),
  ]);
}

/** Brings all installations up to date, for whatever webhook was lost, and has the repositories of each looked at. */
export async function updateInstallations(context: JobContext): Promise<void> {
  const { db, queue } = context;
  const listed = await listInstallations(await context.github.forApp());
  for (const facts of listed) await noteInstallation(context, facts);
  const known = await db.selectFrom('installations').select('id').where('deleted_at', 'is', null).execute();
  const present = new Set(listed.map(({ id }) => id));
  for (const { id } of known) if (!present.has(id)) await deleteInstallation(context, id);
  const jobs: NewJob[] = [];
  for (const { id, suspendedAt } of listed)
    if (!suspendedAt && !(await queue.isWaiting(lookJob(id)))) jobs.push(lookJob(id));
  await send(context, jobs);
}
