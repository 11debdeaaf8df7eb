import { replacementFor } from '../../detect/index.ts';
import { LimitReached } from '../../github/limit-reached.ts';
import { isGitHubError } from '../../github/retry-after.ts';
import { readIncidentReport } from '../../inventory/read-reports.ts';
import { publishIssue } from '../../respond/publish-issue.ts';
import { renderIssue } from '../../respond/render-issue.ts';
import type { JobContext } from '../queue/context.ts';
import { logIncident } from './log-incident.ts';
import { policyFor } from '../judge/policies.ts';
import { digestOf, mustWait } from './report-rules.ts';
import type { ReportIssueTask } from '../queue/tasks.ts';

function readRow(context: JobContext, incidentId: string) {
  return context.db
    .selectFrom('incidents')
    .select(['issue_owner', 'issue_repository', 'issue_number', 'issue_attempted_at', 'issue_digest'])
    .where('id', '=', incidentId)
    .executeTakeFirst();
}

/** The repository in which the credential was seen first: its policy says where the issue goes. */
function readFirstPlace(context: JobContext, incidentId: string) {
  return context.db
    .selectFrom('exposures')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['repositories.id', 'owner', 'name', 'private', 'installation_id'])
    .where('incidents.id', '=', incidentId)
    .orderBy('seen_at')
    .limit(1)
    .executeTakeFirst();
}

interface Target {
  readonly owner: string;
  readonly name: string;
  /** Who can read the repository decides how much the issue may tell. */
  readonly private: boolean;
}

/** Where the issue is, or goes: where it was written before, where policy wants it, or where the credential was seen. */
export async function targetOf(
  context: JobContext,
  installationId: number,
  place: Target,
  row: { readonly issue_owner: string | null; readonly issue_repository: string | null },
  wanted: string | undefined,
): Promise<Target> {
  const [policyOwner = '', policyName] = wanted?.split('/') ?? [];
  // Whoever can write a policy must not be able to send what Rekey knows to somebody else's repository.
  const isOwn = policyOwner.toLowerCase() === place.owner.toLowerCase();
  const owner = row.issue_owner ?? place.owner;
  const name = row.issue_repository ?? (isOwn ? policyName : undefined) ?? place.name;
  if (owner === place.owner && name === place.name) return place;
  const octokit = await context.github.forInstallation(installationId);
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo: name });
    return { owner, name, private: data.private };
  } catch (error) {
    if (!isGitHubError(error) || error.status !== 404) throw error;
    context.log.warn('the repository for issues that the policy names cannot be seen by the App');
    return place;
  }
}

/** Brings the one issue of a credential up to date. A second run with nothing new to say sends nothing. */
export async function reportIssue(context: JobContext, task: ReportIssueTask): Promise<void> {
  const { db, github } = context;
  const { incidentId } = task;
  const report = await readIncidentReport(db, incidentId);
  const row = await readRow(context, incidentId);
  const place = await readFirstPlace(context, incidentId);
  if (!report || !row || !place) return;
  // What the public can read by now must say less at once, whatever it waits for.
  const mustHide = report.public && row.issue_number !== null;
  if (!mustHide && mustWait([report], { private: !report.public, atLatest: task.atLatest })) return;
  // Of those who see the repository today: it may have been transferred.
  const { installation_id: installationId } = place;
  if (!context.gate.admits(installationId)) return;
  const { policy } = await policyFor(
    context,
    installationId,
    { ...place, defaultBranch: '' },
    { reread: false },
  );
  const target = await targetOf(context, installationId, place, row, policy.issues.repository);
  const rendered = renderIssue(report, replacementFor, {
    labels: policy.issues.labels,
    public: !target.private,
  });
  const digest = digestOf(rendered);
  if (digest === row.issue_digest) return;

  // Written first: if the answer is lost, the next try knows that an issue may be there and looks for it.
  await db
    .updateTable('incidents')
    .set({ issue_attempted_at: new Date() })
    .where('id', '=', incidentId)
    .execute();
  const octokit = await github.forInstallation(installationId);
  const published = await publishIssue(octokit, target, rendered, {
    ...(row.issue_number === null ? {} : { existingNumber: row.issue_number }),
    mayExist: row.issue_attempted_at !== null,
  }).catch(async (error: unknown) => {
    // Refused before it was sent: the next try need not look for it.
    if (error instanceof LimitReached && error.creates && row.issue_attempted_at === null)
      await db
        .updateTable('incidents')
        .set({ issue_attempted_at: null })
        .where('id', '=', incidentId)
        .execute();
    throw error;
  });
  if (published.outcome === 'unavailable') {
    context.log.warn(
      { incident: incidentId },
      'no issue can be written where this one belongs; the dashboard has it',
    );
    return;
  }
  await db
    .updateTable('incidents')
    .set({
      issue_owner: target.owner,
      issue_repository: target.name,
      issue_number: published.number,
      issue_digest: digest,
    })
    .where('id', '=', incidentId)
    .execute();
  logIncident(context.log, incidentId, [{ event: 'issue_published' }]);
}
