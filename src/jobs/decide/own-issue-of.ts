import { incidentMarker } from '../../respond/issue-marker.ts';
import { readOwnIssue } from '../../respond/read-issue.ts';
import type { JobContext } from '../queue/context.ts';
import { isPrivate, issueOf } from './find-incident.ts';

/** Whether the issue with that number is the one that Rekey wrote about an incident: its repository may be another by now. */
export async function readIncidentIssue(
  { github }: Pick<JobContext, 'github'>,
  installationId: number,
  incidentId: string,
  place: { readonly owner: string; readonly name: string; readonly number: number },
) {
  const octokit = await github.forInstallation(installationId);
  const ours = { marker: incidentMarker(incidentId), login: () => github.login() };
  return readOwnIssue(octokit, { owner: place.owner, repo: place.name }, place.number, ours);
}

/** Where an incident's issue is today, and whether the public reads it; undefined where none is, or another in its place. */
export async function ownIssueOf(context: JobContext, installationId: number, incidentId: string) {
  const kept = await issueOf(context.db, incidentId);
  const issue = kept && (await readIncidentIssue(context, installationId, incidentId, kept));
  if (!issue) return undefined;
  const { owner, repo: name, number } = issue;
  return { owner, name, number, private: await isPrivate(context.db, { owner, name }) };
}
