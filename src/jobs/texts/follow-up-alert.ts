import { isGitHubError } from '../../github/retry-after.ts';
import { alertResolution } from '../../inventory/alert-resolution.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { openAlert, resolveAlert } from '../../respond/resolve-alert.ts';
import type { FollowUp } from '../report/follow-up.ts';
import { ifAllowed } from './read-alert.ts';

/**
 * Ends GitHub's alert about a credential as its incident ends: revoked once it is proved dead, a false positive or a risk
 * that is left alone where a person said so, with what that person said. A risk that ends opens it again. Each is done
 * once: whoever changes it after that has the last word.
 */
export const followUpAlert: FollowUp = async (context, installationId, incident, exposure) => {
  const { place, repository } = exposure;
  if (place?.kind !== 'alert') return;
  const row = await context.db
    .selectFrom('alerts')
    .innerJoin('repositories', 'repositories.id', 'alerts.repository_id')
    .select(['repository_id', 'resolution'])
    .where('incident_id', '=', incident.id)
    .where('number', '=', place.number)
    .where('owner', '=', repository.owner)
    .where('name', '=', repository.name)
    .executeTakeFirst();
  const wanted = alertResolution(incident) ?? null;
  if (!row || row.resolution === wanted) return;
  // Said to be rotated, and not proved: no resolution of GitHub's says that.
  if (wanted === null && incident.state === 'dismissed') return;
  const { resolution: before } = row;
  const alert = { ...repository, number: place.number };
  const octokit = await context.github.forInstallation(installationId);
  const done = await ifAllowed(context, installationId, async () => {
    try {
      if (wanted !== null) await resolveAlert(octokit, alert, incident, wanted, before);
      else if (before !== null) await openAlert(octokit, alert, before);
    } catch (error) {
      // Deleted, or secret scanning was turned off: nothing is left to do.
      if (!isGitHubError(error) || error.status !== 404) throw error;
    }
    return true;
  });
  if (done !== true) return;
  const id = `${row.repository_id}/${place.number}`;
  const event = wanted === null ? 'alert_opened' : 'alert_resolved';
  const why = wanted === null ? {} : { why: wanted };
  const subject = { installationId, kind: 'alert', id, incidentId: incident.id } as const;
  await recordAudit(context.db, subject, 'rekey', { event, ...why });
  await context.db
    .updateTable('alerts')
    .set({ resolution: wanted, resolved_at: wanted === null ? null : new Date() })
    .where('repository_id', '=', row.repository_id)
    .where('number', '=', place.number)
    .execute();
};
