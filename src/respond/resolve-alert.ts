import type { Octokit } from '../github/types.ts';
import type { IncidentReport } from '../inventory/report.ts';
import { STATE_WORDS } from './words/states.ts';

/** GitHub's limit for the comment of a resolution. */
const MAX_COMMENT = 280;

/**
 * Resolves an alert of GitHub's secret scanning as revoked, if it is still open.
 * https://docs.github.com/rest/secret-scanning/secret-scanning#update-a-secret-scanning-alert
 *
 * @param incident proved dead
 * @throws GitHub's errors: 403 without permission, 404 where secret scanning is turned off
 */
export async function resolveAlert(
  octokit: Octokit,
  { owner, name: repo }: { readonly owner: string; readonly name: string },
  number: number,
  incident: IncidentReport,
): Promise<void> {
  const alert = { owner, repo, alert_number: number };
  const { data } = await octokit.rest.secretScanning.getAlert({ ...alert, hide_secret: true });
  if (data.state !== 'open') return;
  const { meaning } = STATE_WORDS[incident.state];
  await octokit.rest.secretScanning.updateAlert({
    ...alert,
    state: 'resolved',
    resolution: 'revoked',
    resolution_comment: `Rekey: ${meaning} Fingerprint ${incident.fingerprint}.`.slice(0, MAX_COMMENT),
  });
}
