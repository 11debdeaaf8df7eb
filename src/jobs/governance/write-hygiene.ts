import { createHash } from 'node:crypto';
import { isBot, readLogin } from '../../github/login.ts';
import { LimitReached } from '../../github/limit-reached.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { weekOf, type Week } from '../../inventory/week.ts';
import { DEFAULT_GOVERNANCE } from '../../policy/policy.ts';
import { readHygiene } from '../../register/read-hygiene.ts';
import { assignIssue } from '../../respond/assign-issue.ts';
import { readMarkers } from '../../respond/issue-marker.ts';
import { publishIssue } from '../../respond/publish-issue.ts';
import { renderHygiene, type HygieneReport, type HygieneState } from '../../respond/render-hygiene.ts';
import type { JobContext } from '../queue/context.ts';
import type { Target } from '../report/issue-target.ts';
import { organisationPolicy, securityRepository, type Organisation } from '../report/organisation-policy.ts';
import { readTarget } from '../report/own-issue.ts';
import { digestOf } from '../report/report-rules.ts';
import type { HygieneTask } from './governance-task.ts';
import { findIssueRow, keepIssue, openIssueRow, openIssues, type HygieneIssue } from './hygiene-rows.ts';

interface Writing {
  readonly context: JobContext;
  readonly organisation: Organisation;
  readonly task: HygieneTask;
  readonly now: Date;
}

/** Stands for the owner and the week in the issue's hidden first line. */
function idOf({ owner }: HygieneTask, week: string): string {
  return `${week}-${createHash('sha256').update(owner).digest('hex').slice(0, 12)}`;
}

async function reportOf(writing: Writing, row: HygieneIssue): Promise<HygieneReport> {
  const { context, organisation, task, now } = writing;
  const [, year = '', number = ''] = /^(\d+)-W(\d+)$/.exec(row.week) ?? [];
  const team = organisation.policy.escalation?.team;
  return {
    ...(await readHygiene(context.db, task.installationId, task.owner, now)),
    id: idOf(task, row.week),
    week: { year: Number(year), number: Number(number) },
    account: organisation.owner,
    ...(team === undefined ? {} : { team }),
  };
}

/** Users can be assigned, once; teams and Apps cannot. */
async function assign(
  { context, organisation, task }: Writing,
  row: HygieneIssue,
  marker: string,
): Promise<void> {
  const login = task.owner.replace(/^@/, '');
  const mayAssign = organisation.policy.issues.assign !== 'none' && readLogin(login) && !isBot(login);
  if (!mayAssign || row.issue_number === null) return;
  const octokit = await context.github.forInstallation(task.installationId);
  const place = { owner: row.issue_owner ?? '', repo: row.issue_repository ?? '' };
  const ours = { marker, login: () => context.github.login() };
  await assignIssue(octokit, place, row.issue_number, ours, [login]);
}

/** Writes what an issue says now, or nothing where it says it already. @returns its row as it is then */
async function write(
  writing: Writing,
  row: HygieneIssue,
  target: Target,
  state: HygieneState,
): Promise<HygieneIssue> {
  const { context, organisation, task, now } = writing;
  const { installationId } = task;
  const rendered = renderHygiene(await reportOf(writing, row), state, organisation.policy.issues.labels);
  const digest = digestOf(rendered);
  const isOpen = state === 'open';
  const after = { told_at: now, closed_at: isOpen ? null : now };
  if (digest === row.issue_digest) return keepIssue(context.db, row, after);
  // Written first: if the answer is lost, the next try knows that an issue may be there and looks for it.
  const attempted = await keepIssue(context.db, row, { issue_attempted_at: now });
  const octokit = await context.github.forInstallation(installationId);
  const published = await publishIssue(octokit, target, rendered, {
    ...(row.issue_number === null ? {} : { existingNumber: row.issue_number }),
    mayExist: row.issue_attempted_at !== null,
    login: () => context.github.login(),
  }).catch(async (error: unknown) => {
    // Refused before it was sent: the next try need not look for it.
    if (error instanceof LimitReached && error.creates && row.issue_attempted_at === null)
      await keepIssue(context.db, attempted, { issue_attempted_at: null });
    throw error;
  });
  if (published.outcome === 'unavailable') return attempted;
  const id = `${published.owner}/${published.name}#${published.number}`;
  await recordAudit(context.db, { installationId, kind: 'issue', id }, 'rekey', { event: 'issue_written' });
  const kept = await keepIssue(context.db, attempted, {
    ...after,
    issue_owner: published.owner,
    issue_repository: published.name,
    issue_number: published.number,
    issue_digest: digest,
  });
  if (row.issue_number === null && isOpen) await assign(writing, kept, readMarkers(rendered.body).incident);
  return kept;
}

/** Where an issue stands today; undefined where the App does not see it any more. */
async function placeOf({ context, task }: Writing, row: HygieneIssue): Promise<Target | undefined> {
  if (row.issue_owner === null || row.issue_repository === null) return undefined;
  return readTarget(context, task.installationId, { owner: row.issue_owner, name: row.issue_repository });
}

/** Closes an issue that is open; one that nobody sees any more needs no closing. */
async function close(writing: Writing, row: HygieneIssue, state: HygieneState): Promise<void> {
  const place = await placeOf(writing, row);
  if (place) await write(writing, row, place, place.private ? state : 'hidden');
  else await keepIssue(writing.context.db, row, { closed_at: writing.now });
}

/** Those of earlier weeks, also where the job that wrote this one ended before it closed them. */
async function closeEarlier(writing: Writing, { week, issue_number: number, ...row }: HygieneIssue) {
  if (number === null) return;
  const { context, task } = writing;
  for (const earlier of await openIssues(context.db, task.installationId, task.owner)) {
    if (earlier.week >= week) continue;
    const isNear =
      earlier.issue_owner === row.issue_owner && earlier.issue_repository === row.issue_repository;
    await close(writing, earlier, { next: isNear ? number : null });
  }
}

/** Whether an open issue goes on: its week lasts, or nothing came after it was written. */
const goesOn = (row: HygieneIssue, week: Week, newest: Date) =>
  row.week === week.name || newest.getTime() <= row.told_at.getTime();

/**
 * Brings the hygiene issue of an owner up to date: one for each week in which there is something new to say, in the
 * security repository and only while the public cannot read it. The one before is closed by it.
 */
export async function writeHygiene(context: JobContext, task: HygieneTask): Promise<void> {
  const { db } = context;
  const { installationId, owner } = task;
  if (!context.gate.admits(installationId)) return;
  const organisation = await organisationPolicy(context, installationId);
  if (!organisation) return;
  const now = new Date();
  const writing: Writing = { context, organisation, task, now };
  const { hygiene } = organisation.policy.governance ?? DEFAULT_GOVERNANCE;
  const open = await openIssues(db, installationId, owner);
  const [current] = open;
  const { newest } = await readHygiene(db, installationId, owner, now);
  const wanted = hygiene === 'issues' ? securityRepository(organisation) : undefined;
  const target = wanted && newest ? await readTarget(context, installationId, wanted) : undefined;
  if (!newest || !target?.private) {
    const isMended = hygiene === 'issues' && !newest;
    for (const one of open) await close(writing, one, isMended ? 'nothing' : 'hidden');
    return;
  }
  const week = weekOf(now);
  if (current && goesOn(current, week, newest)) {
    const place = await placeOf(writing, current);
    if (place?.private) {
      await closeEarlier(writing, await write(writing, current, place, 'open'));
      return;
    }
  }
  const row =
    (await findIssueRow(db, installationId, owner, week.name)) ??
    (await openIssueRow(db, { installationId, owner, week: week.name, now }));
  await closeEarlier(writing, await write(writing, row, target, 'open'));
}
