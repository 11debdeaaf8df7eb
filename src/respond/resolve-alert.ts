import type { Octokit } from '../github/types.ts';
import type { AlertResolution } from '../inventory/alert-resolution.ts';
import type { IncidentReport } from '../inventory/report.ts';
import { code, cut } from './markdown.ts';
import { ALERT_WORDS } from './words/annotations.ts';
import { STATE_WORDS } from './words/states.ts';

/** GitHub's limit for the comment of a resolution. */
const MAX_COMMENT = 280;
/** Of what a person said; the fingerprint has to fit behind it. */
const MAX_REASON = 200;

/** An alert of GitHub's secret scanning. */
export interface AlertRef {
  readonly owner: string;
  readonly name: string;
  readonly number: number;
}

/** Why it ends: what was proved, or what a person said. That stands in code, which reads well where no Markdown is rendered. */
export function renderResolution({ state, explanation, fingerprint }: IncidentReport): string {
  const says =
    state === 'dismissed' && explanation !== undefined
      ? code(explanation, MAX_REASON)
      : STATE_WORDS[state].meaning;
  const end = ALERT_WORDS.end(fingerprint.replaceAll(/[^\da-f]/gi, '').slice(0, 12));
  return `${cut(ALERT_WORDS.says(says), MAX_COMMENT - end.length)}${end}`;
}

/**
 * Ends an alert of GitHub's secret scanning. One that is resolved is left alone, unless it is so by Rekey and for another
 * reason: what was left alone for a while is revoked by now.
 * https://docs.github.com/rest/secret-scanning/secret-scanning#update-a-secret-scanning-alert
 *
 * @param before how Rekey resolved it last
 * @throws GitHub's errors: 403 without permission, 404 where secret scanning is turned off
 */
export async function resolveAlert(
  octokit: Octokit,
  alert: AlertRef,
  incident: IncidentReport,
  resolution: AlertResolution,
  before: AlertResolution | null,
): Promise<void> {
  const isOpen = before !== null && before !== resolution ? await openAlert(octokit, alert, before) : false;
  const { owner, name: repo, number: alert_number } = alert;
  const place = { owner, repo, alert_number };
  if (!isOpen) {
    const { data } = await octokit.rest.secretScanning.getAlert({ ...place, hide_secret: true });
    if (data.state !== 'open') return;
  }
  await octokit.rest.secretScanning.updateAlert({
    ...place,
    state: 'resolved',
    resolution,
    resolution_comment: renderResolution(incident),
  });
}

/**
 * Opens an alert again that Rekey resolved; one that a person resolved in another way stays as it is.
 *
 * @returns whether it is open
 */
export async function openAlert(
  octokit: Octokit,
  { owner, name: repo, number: alert_number }: AlertRef,
  before: AlertResolution,
): Promise<boolean> {
  const alert = { owner, repo, alert_number };
  const { data } = await octokit.rest.secretScanning.getAlert({ ...alert, hide_secret: true });
  if (data.state === 'open') return true;
  if (data.resolution !== before) return false;
  await octokit.rest.secretScanning.updateAlert({ ...alert, state: 'open' });
  return true;
}
