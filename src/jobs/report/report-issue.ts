import { LimitReached } from '../../github/limit-reached.ts';
import type { Octokit } from '../../github/types.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { readIssueReport } from '../../inventory/read-issue-report.ts';
import { oldValues } from '../../inventory/old-values.ts';
import type { IncidentReport } from '../../inventory/report.ts';
import { isDead } from '../../inventory/state.ts';
import { isSaidBeside, strangersClaims } from '../../inventory/strangers-claims.ts';
import type { Policy } from '../../policy/policy.ts';
import { assignIssue } from '../../respond/assign-issue.ts';
import { readOwnIssue, type FoundIssue, type Ours } from '../../respond/read-issue.ts';
import { incidentMarker } from '../../respond/issue-marker.ts';
import { publishIssue } from '../../respond/publish-issue.ts';
import { renderIssue } from '../../respond/render-issue.ts';
import type { RenderedIssue, ReplacementFor } from '../../respond/rendered.ts';
import { policyFor } from '../judge/policies.ts';
import type { JobContext } from '../queue/context.ts';
import type { ReportIssueTask } from '../queue/tasks.ts';
import { withPlan } from '../revoke/with-plan.ts';
import { changeIssueRow, readFirstPlace, readIssueRow, type IssueRow } from './issue-row.ts';
import { targetOf, type Target } from './issue-target.ts';
import { logIncident } from './log-incident.ts';
import { namedReplacements } from './named-replacements.ts';
import { hasAdvisory, reportAdvisory } from './report-advisory.ts';
import { digestOf, mustWait } from './report-rules.ts';
import { settleOwner } from './settle-owner.ts';
import { withReach } from './with-reach.ts';

/** All that writing an issue works with. */
interface Writing {
  readonly context: JobContext;
  readonly installationId: number;
  readonly report: IncidentReport;
  readonly policy: Policy;
  readonly row: IssueRow;
  readonly replacementFor: ReplacementFor;
}

/** What is said, and where. */
interface Draft {
  readonly target: Target;
  readonly rendered: RenderedIssue;
  /** What is there already. */
  readonly existing?: FoundIssue;
}

function render({ report, policy, replacementFor }: Writing, target: Target): RenderedIssue {
  const { labels, assign = 'owner' } = policy.issues;
  return renderIssue(report, replacementFor, { labels, public: !target.private, assign });
}

const oursOf = ({ context, report }: Writing): Ours => ({
  marker: incidentMarker(report.id),
  login: () => context.github.login(),
});

/**
 * The draft for where the issue is today: people transfer issues, and who reads it there decides how much it may say. One
 * that is gone, or in whose place another stands by now, is written anew where policy says.
 */
async function follow(
  writing: Writing,
  octokit: Octokit,
  draft: Draft,
  home: (row: Pick<IssueRow, 'issue_owner' | 'issue_repository'>) => Promise<Target>,
): Promise<Draft> {
  const { row } = writing;
  if (row.issue_number === null) return draft;
  const place = { owner: draft.target.owner, repo: draft.target.name };
  const existing = await readOwnIssue(octokit, place, row.issue_number, oursOf(writing));
  if (existing?.owner === place.owner && existing.repo === place.repo) return { ...draft, existing };
  const at = existing
    ? { issue_owner: existing.owner, issue_repository: existing.repo }
    : { issue_owner: null, issue_repository: null };
  const target = await home(at);
  const isThere = existing?.owner === target.owner && existing.repo === target.name;
  return { target, rendered: render(writing, target), ...(isThere ? { existing } : {}) };
}

/** Writes it, and keeps where it is; false where nothing can be written. */
async function write(writing: Writing, octokit: Octokit, draft: Draft, digest: string): Promise<boolean> {
  const { context, report, row } = writing;
  // Written first: if the answer is lost, the next try knows that an issue may be there and looks for it.
  await changeIssueRow(context, report.id, { issue_attempted_at: new Date() });
  const published = await publishIssue(octokit, draft.target, draft.rendered, {
    ...(draft.existing ? { existing: draft.existing } : {}),
    mayExist: row.issue_number === null && row.issue_attempted_at !== null,
    login: () => context.github.login(),
    ...(row.issue_shown === null ? {} : { shown: row.issue_shown }),
    keepShown: (state) => changeIssueRow(context, report.id, { issue_shown: state }),
  }).catch(async (error: unknown) => {
    // Refused before it was sent: the next try need not look for it.
    if (error instanceof LimitReached && error.creates && row.issue_attempted_at === null)
      await changeIssueRow(context, report.id, { issue_attempted_at: null });
    throw error;
  });
  if (published.outcome === 'unavailable') {
    const message = 'no issue can be written where this one belongs; the dashboard has it';
    context.log.warn({ incident: report.id }, message);
    return false;
  }
  const id = `${published.owner}/${published.name}#${published.number}`;
  const subject = {
    installationId: writing.installationId,
    kind: 'issue',
    id,
    incidentId: report.id,
  } as const;
  await recordAudit(context.db, subject, 'rekey', { event: 'issue_written' });
  await changeIssueRow(context, report.id, {
    issue_owner: published.owner,
    issue_repository: published.name,
    issue_number: published.number,
    issue_digest: digest,
  });
  logIncident(context.log, report.id, [{ event: 'issue_published' }]);
  return true;
}

/** Assigns the owners, once: whom people assign or take away after that is theirs. */
async function assignOnce(writing: Writing, octokit: Octokit, logins: readonly string[]) {
  const { context, report } = writing;
  const row = await readIssueRow(context, report.id);
  if (!row || row.issue_number === null || row.issue_owner === null || row.issue_repository === null) return;
  const place = { owner: row.issue_owner, repo: row.issue_repository };
  await assignIssue(octokit, place, row.issue_number, oursOf(writing), logins);
  await changeIssueRow(context, report.id, { issue_assigned_at: new Date() });
}

/** Whether a draft security advisory says all there is to say, so that the public needs no issue. */
async function isToldInPrivate(writing: Writing, target: Target): Promise<boolean> {
  const { context, installationId, report, policy, row } = writing;
  const wants = policy.issues.public === 'advisory' && !target.private;
  if (!wants && !(await hasAdvisory(context, report.id))) return false;
  const told = await reportAdvisory(context, installationId, target, report);
  // Of one that a person dismissed the public has never heard.
  return told && wants && !isDead(report.state) && row.issue_number === null;
}

/**
 * Whether no issue is to be begun: one pull request of a stranger with sixty made-up tokens would call everybody who watches
 * the repository sixty times, and so would a history of values that nobody takes any more. What is merged, seen to live, brought by
 * the organisation's people or found in a present version is reported then.
 */
async function isLeftUntold({ db }: JobContext, incidentId: string, row: IssueRow): Promise<boolean> {
  if (row.issue_number !== null || row.issue_attempted_at !== null) return false;
  if ((await oldValues(db, [incidentId])).has(incidentId)) return true;
  if (!(await strangersClaims(db, [incidentId])).has(incidentId)) return false;
  return isSaidBeside(db, incidentId);
}

/** Brings the one issue of a credential up to date. A second run with nothing new to say sends nothing. */
export async function reportIssue(context: JobContext, task: ReportIssueTask): Promise<void> {
  const { incidentId } = task;
  const row = await readIssueRow(context, incidentId);
  const place = await readFirstPlace(context, incidentId);
  const known = await readIssueReport(context.db, incidentId);
  if (!known || !row || !place) return;
  // What the public can read by now must say less at once, whatever it waits for.
  const mustHide = known.public && row.issue_number !== null;
  if (!mustHide && mustWait([known], { private: !known.public, atLatest: task.atLatest })) return;
  // Of those who see the repository today: it may have been transferred.
  const { installation_id: installationId } = place;
  if (!context.gate.admits(installationId)) return;
  const repository = { ...place, defaultBranch: '' };
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const isNews = await settleOwner(context, { installationId, incidentId, policy });
  const settled = isNews ? ((await readIssueReport(context.db, incidentId)) ?? known) : known;
  const report = await withReach(context, installationId, await withPlan(context, settled));
  const replacementFor = await namedReplacements(context, report.exposures);
  const writing: Writing = { context, installationId, report, policy, row, replacementFor };
  const home = (at: Pick<IssueRow, 'issue_owner' | 'issue_repository'>) =>
    targetOf(context, installationId, place, at, policy.issues.repository);
  if (!(await hasAdvisory(context, incidentId)) && (await isLeftUntold(context, incidentId, row))) return;
  const target = await home(row);
  if (await isToldInPrivate(writing, target)) return;

  const first: Draft = { target, rendered: render(writing, target) };
  const { assignees = [] } = first.rendered;
  const mayAssign = row.issue_assigned_at === null && assignees.length > 0;
  const digest = digestOf(first.rendered);
  if (digest === row.issue_digest && !mayAssign) return;
  const octokit = await context.github.forInstallation(installationId);
  if (digest !== row.issue_digest) {
    const draft = await follow(writing, octokit, first, home);
    if (!(await write(writing, octokit, draft, digest))) return;
  }
  if (mayAssign) await assignOnce(writing, octokit, assignees);
}
