import type { PlaceKind } from '../../github/place.ts';
import type { ExposureReport, IncidentReport } from '../../inventory/report.ts';
import { readIncidentReport } from '../../inventory/read-reports.ts';
import { isPending } from '../../inventory/state.ts';
import type { JobContext } from '../queue/context.ts';
import { followUpAlert } from '../texts/follow-up-alert.ts';
import { followUpThread } from '../texts/follow-up-thread.ts';
import { followUpVariable } from '../variables/follow-up-variable.ts';
import type { FollowUpTask } from '../queue/tasks.ts';

/** What is done at a place once the revocation has ended, however it ended. May run twice. */
export type FollowUp = (
  context: JobContext,
  installationId: number,
  incident: IncidentReport,
  exposure: ExposureReport,
) => Promise<void>;

/** By the kind of the place; a commit needs none: its check run and issue say all. */
const FOLLOW_UPS: Partial<Record<PlaceKind, FollowUp>> = {
  thread: followUpThread,
  alert: followUpAlert,
  variable: followUpVariable,
};

/** Does at each place of a credential what is left to do there: tells an author, deletes a log, closes an alert. */
export async function followUp(context: JobContext, task: FollowUpTask): Promise<void> {
  const incident = await readIncidentReport(context.db, task.incidentId);
  if (!incident || isPending(incident.state)) return;
  for (const exposure of incident.exposures) {
    const act = exposure.place && FOLLOW_UPS[exposure.place.kind];
    await act?.(context, task.installationId, incident, exposure);
  }
}
