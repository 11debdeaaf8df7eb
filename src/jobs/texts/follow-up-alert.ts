import { isGitHubError } from '../../github/retry-after.ts';
import { isDead } from '../../inventory/state.ts';
import { resolveAlert } from '../../respond/resolve-alert.ts';
import type { FollowUp } from '../report/follow-up.ts';
import { ifAllowed } from './read-alert.ts';

/** Resolves GitHub's alert about a credential once it is proved dead; whoever opens it again has the last word. */
export const followUpAlert: FollowUp = async (context, installationId, incident, exposure) => {
  const { place, repository } = exposure;
  if (place?.kind !== 'alert' || !isDead(incident.state)) return;
  const row = await context.db
    .selectFrom('alerts')
    .innerJoin('repositories', 'repositories.id', 'alerts.repository_id')
    .select(['repository_id', 'resolved_at'])
    .where('incident_id', '=', incident.id)
    .where('number', '=', place.number)
    .where('owner', '=', repository.owner)
    .where('name', '=', repository.name)
    .executeTakeFirst();
  if (!row || row.resolved_at !== null) return;
  const octokit = await context.github.forInstallation(installationId);
  const resolved = await ifAllowed(context, installationId, async () => {
    try {
      await resolveAlert(octokit, repository, place.number, incident);
    } catch (error) {
      // Deleted, or secret scanning was turned off: nothing is left to resolve.
      if (!isGitHubError(error) || error.status !== 404) throw error;
    }
    return true;
  });
  if (resolved !== true) return;
  await context.db
    .updateTable('alerts')
    .set({ resolved_at: new Date() })
    .where('repository_id', '=', row.repository_id)
    .where('number', '=', place.number)
    .execute();
};
