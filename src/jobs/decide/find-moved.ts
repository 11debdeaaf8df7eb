import { readIssue, readOwnIssue } from '../../respond/read-issue.ts';
import { incidentIn, incidentMarker } from '../../respond/issue-marker.ts';
import { readHome } from '../../inventory/waiting.ts';
import type { JobContext } from '../queue/context.ts';
import { changeIssueRow, readIssueRow } from '../report/issue-row.ts';
import type { Found } from './find-incident.ts';

/**
 * The incident of an issue that was transferred to where a command stands, when no webhook told of that; its new place is
 * kept. The marker in the issue only says where to look, for anybody can write one: what counts is that GitHub leads from
 * the issue that Rekey wrote to this one. One request for an issue with a marker, and one more to follow it.
 */
export async function incidentOfMovedIssue(
  context: JobContext,
  installationId: number,
  issue: { readonly owner: string; readonly name: string; readonly number: number },
): Promise<Found | undefined> {
  const octokit = await context.github.forInstallation(installationId);
  const here = await readIssue(octokit, { owner: issue.owner, repo: issue.name }, issue.number);
  const incidentId = here && incidentIn(here.body);
  if (!here || incidentId === undefined) return undefined;
  const home = await readHome(context.db, incidentId);
  const row = await readIssueRow(context, incidentId);
  if (home?.installation_id !== installationId || row?.issue_number == null) return undefined;
  const { issue_owner: owner, issue_repository: repo, issue_number: number } = row;
  if (owner === null || repo === null) return undefined;
  const ours = { marker: incidentMarker(incidentId), login: () => context.github.login() };
  const there = await readOwnIssue(octokit, { owner, repo }, number, ours);
  const isSame = there?.owner === here.owner && there.repo === here.repo && there.number === here.number;
  if (!isSame) return undefined;
  await changeIssueRow(context, incidentId, {
    issue_owner: here.owner,
    issue_repository: here.repo,
    issue_number: here.number,
  });
  return { incidentId, home };
}
