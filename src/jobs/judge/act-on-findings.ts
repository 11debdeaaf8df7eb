import { redactKnownFormats } from '../../detect/index.ts';
import type { RepositoryRef } from '../../github/types.ts';
import type { CheckFacts, Observation } from '../../inventory/observation.ts';
import type { RecordedCredential } from '../../inventory/record-credentials.ts';
import { recordFindings, type RecordedFindings } from '../../inventory/record-findings.ts';
import { createScrub } from '../../inventory/scrub.ts';
import { isPending, type IncidentState } from '../../inventory/state.ts';
import type { Trx } from '../../store/transaction.ts';
import { askForBranchFix, suggestionJob } from '../fix/ask-for-fixes.ts';
import type { JobContext } from '../queue/context.ts';
import { logIncident } from '../report/log-incident.ts';
import type { NewJob } from '../queue/queue.ts';
import type { RevokeTask } from '../queue/tasks.ts';
import { sendReports } from '../report/send-reports.ts';
import { GRACE_SECONDS } from '../report/report-rules.ts';

/** What a source found in a repository. */
export interface Findings {
  readonly installationId: number;
  readonly repository: RepositoryRef;
  readonly seen: readonly Observation[];
  /** The check run that shall show them; absent where no commit is judged. */
  readonly check?: CheckFacts;
  /** What the source keeps of its own, in the same transaction. */
  readonly keep?: (trx: Trx, recorded: RecordedFindings) => Promise<void>;
}

/**
 * What is asked about a credential that the broker may not touch: a person who decides is helped by what it could do, and
 * one who only observes by whether its provider would accept the revocation.
 */
const QUESTIONS: Partial<Record<IncidentState, NonNullable<RevokeTask['only']>>> = {
  approval_needed: 'describe',
  denied_by_policy: 'rehearse',
};

/** The revocations that findings call for, and the reports: at once where nothing is under way, else after the grace. */
function jobsAfter(
  { installationId, repository, seen }: Findings,
  { checkId, credentials }: RecordedFindings,
): NewJob[] {
  const report = (data: object, waits: boolean): NewJob => ({
    queue: 'github',
    lane: String(installationId),
    data: { ...data, installationId, atLatest: waits },
    ...(waits ? { afterSeconds: GRACE_SECONDS } : {}),
  });
  // What a stranger made up takes none of the broker's time from what the organisation itself leaks.
  const ask = (
    { incidentId, ofOutsiders = false }: RecordedCredential,
    only?: RevokeTask['only'],
  ): NewJob => ({
    queue: 'revoke',
    lane: incidentId,
    data: { incidentId, repositoryId: repository.id, ...(only === undefined ? {} : { only }) },
    behind: ofOutsiders,
  });
  const revocations = credentials.filter(({ toRevoke }) => toRevoke).map((one) => ask(one));
  const questions = credentials.flatMap((one): NewJob[] => {
    const only = QUESTIONS[one.state];
    return only === undefined ? [] : [ask(one, only)];
  });
  const settled = credentials.filter(({ state }) => !isPending(state));
  const elsewhere = seen.some(({ place }) => place !== undefined);
  return [
    ...revocations,
    ...questions,
    ...credentials.map(({ incidentId, state }) =>
      report({ kind: 'report-issue', incidentId }, isPending(state)),
    ),
    ...(checkId === undefined
      ? []
      : [
          report(
            { kind: 'report-check', checkId },
            credentials.some(({ state }) => isPending(state)),
          ),
        ]),
    ...(elsewhere ? settled.map(({ incidentId }) => report({ kind: 'follow-up', incidentId }, false)) : []),
  ];
}

/** Credentials that are at rest already; the others ask for it themselves when they are. */
async function askForReplacements(
  trx: Trx,
  queue: JobContext['queue'],
  { installationId, repository, seen }: Findings,
  { checkId, credentials }: RecordedFindings,
): Promise<void> {
  const isInFiles = seen.some(({ place }) => place === undefined);
  if (!isInFiles || credentials.every(({ state }) => isPending(state))) return;
  await askForBranchFix(trx, queue, repository.id);
  if (checkId !== undefined) await queue.send(trx, [suggestionJob(installationId, checkId)]);
}

/**
 * Records what a source found and asks for the revocations, in one transaction and before anything is reported. Doing it
 * twice leaves the same rows.
 */
export async function actOnFindings(context: JobContext, findings: Findings): Promise<RecordedFindings> {
  const { db, keys, queue, log } = context;
  const { installationId, repository, seen, check } = findings;
  const scrub = createScrub(
    seen.map((observation) => observation.finding.secret),
    redactKnownFormats,
  );
  const recorded = await db.transaction().execute(async (trx) => {
    const content = { installationId, repository, observations: seen, ...(check ? { check } : {}) };
    const result = await recordFindings(trx, keys, content, scrub);
    await findings.keep?.(trx, result);
    await queue.send(trx, jobsAfter(findings, result));
    // Its checks and its issue elsewhere say that it was set aside.
    for (const { incidentId, reopened } of result.credentials)
      if (reopened) await sendReports(trx, queue, incidentId);
    await askForReplacements(trx, queue, findings, result);
    return result;
  });
  queue.wake();
  for (const { incidentId, state, toRevoke } of recorded.credentials)
    if (toRevoke) logIncident(log, incidentId, [{ event: state }]);
  return recorded;
}
