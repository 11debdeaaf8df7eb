import { credentialName } from '../../detect/credential-name.ts';
import {
  readFileText,
  suggestFixes as suggestionsFor,
  type Names,
  type Suggestion,
} from '../../fix/index.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { closeGap } from '../../inventory/gaps.ts';
import { rangesAt } from '../../inventory/judged-ranges.ts';
import { readDangers } from '../../inventory/severity-facts.ts';
import type { IncidentState } from '../../inventory/state.ts';
import { publishSuggestions, type LineComment } from '../../respond/fix/publish-suggestions.ts';
import { renderSuggestion, suggestionMarker } from '../../respond/fix/render-suggestion.ts';
import { readLineComments, readPull, readShownLines, takesComment } from '../../sources/fix/pulls.ts';
import { readFileAt } from '../../sources/read-content.ts';
import { isGitHubError } from '../../github/retry-after.ts';
import { noteGap } from '../installations/note-gap.ts';
import { policyFor } from '../judge/policies.ts';
import type { JobContext } from '../queue/context.ts';
import type { SuggestFixesTask } from './fix-task.ts';
import { mayOffer, offeredBy } from './offered.ts';
import { isRefusal } from './publish-plan.ts';
import { readSuggested, saveSuggested, type SuggestedPlace } from './suggested-rows.ts';
import { withNames } from './variable-names.ts';

/** More comments than this hide each other; the check run marks every line. */
const MAX_COMMENTS = 20;

/** A credential that the judged commits bring, in a file. */
interface Shown extends SuggestedPlace {
  readonly fingerprint: string;
  readonly state: IncidentState;
  readonly live: boolean;
}

interface Comment extends LineComment {
  readonly places: readonly Shown[];
}

interface Work {
  readonly context: JobContext;
  readonly octokit: Octokit;
  readonly installationId: number;
  readonly repository: RepositoryRef;
  readonly head: string;
}

async function readCheck({ db }: JobContext, checkId: string) {
  return db
    .selectFrom('checks')
    .innerJoin('repositories', 'repositories.id', 'checks.repository_id')
    .select(['head_sha', 'repositories.id', 'owner', 'name', 'private', 'repositories.installation_id'])
    .where('checks.id', '=', checkId)
    .where('removed_at', 'is', null)
    .where('archived', '=', false)
    .executeTakeFirst();
}

/** What the check shows of files and may be spoken of; what a later commit took out is left out. */
async function readShown({ db }: JobContext, checkId: string, isPrivate: boolean): Promise<readonly Shown[]> {
  const rows = await db
    .selectFrom('check_exposures')
    .innerJoin('exposures', 'exposures.id', 'check_exposures.exposure_id')
    .innerJoin('credentials', 'credentials.id', 'exposures.credential_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['incidents.id', 'fingerprint', 'state', 'path'])
    .distinct()
    .where('check_id', '=', checkId)
    .where('kind', '=', 'commit')
    .where('introduced', '=', true)
    .where((eb) =>
      eb.or([eb('check_exposures.at_head', 'is', null), eb('check_exposures.at_head', '=', true)]),
    )
    .execute();
  const shown = rows.filter(({ state, path }) => mayOffer(state, isPrivate) && !path.includes('[redacted]'));
  const dangers = await readDangers(
    db,
    shown.map(({ id }) => id),
  );
  return shown.map(({ id, ...row }) => ({ incidentId: id, live: dangers.get(id)?.live === true, ...row }));
}

function toComment(path: string, shown: readonly Shown[], work: Work, suggestion: Suggestion): Comment {
  const find = offeredBy(work.context, shown);
  const credentials = suggestion.targets.flatMap(({ finding, name, keeper }) => {
    const own = find(finding);
    if (!own) return [];
    const { incidentId, state, live } = own;
    const facts = { incidentId, state, live, name: credentialName(finding), redacted: finding.redacted };
    return [{ own, facts: { ...facts, variable: name, keeper } }];
  });
  const { startLine, endLine, text } = suggestion;
  const body = renderSuggestion(
    path,
    text,
    credentials.map(({ facts }) => facts),
  );
  return { path, startLine, endLine, body, places: credentials.map(({ own }) => own) };
}

/** The comments for a pull request: only on lines that it shows, which GitHub takes comments on. */
function commentsFor(work: Work, number: number, shown: readonly Shown[]): Promise<readonly Comment[]> {
  return withNames(work.context, work.repository.id, (names) => commentsWith(work, number, shown, names));
}

async function commentsWith(
  work: Work,
  number: number,
  shown: readonly Shown[],
  names: Names,
): Promise<readonly Comment[]> {
  const { octokit, repository, head, context } = work;
  const diff = await readShownLines(octokit, repository, number);
  const comments: Comment[] = [];
  for (const [path, own] of Map.groupBy(shown, (one) => one.path)) {
    const lines = diff.get(path);
    if (!lines || comments.length >= MAX_COMMENTS) continue;
    const bytes = await readFileAt(octokit, repository, path, head);
    const read = typeof bytes === 'string' ? undefined : readFileText(bytes);
    if (!read) continue;
    const find = offeredBy(context, own);
    const all = suggestionsFor({ path, text: read.text }, names, (finding) => find(finding) !== undefined);
    const inDiff = all.filter(({ startLine: start, endLine: end }) => takesComment(lines, { start, end }));
    comments.push(...inDiff.map((suggestion) => toComment(path, own, work, suggestion)));
  }
  return comments.slice(0, MAX_COMMENTS);
}

/** Of places that an earlier try was about to write: those that it wrote. */
async function findWritten(
  { octokit, repository }: Work,
  number: number,
  attempted: readonly SuggestedPlace[],
): Promise<readonly SuggestedPlace[]> {
  if (attempted.length === 0) return [];
  const bodies = await readLineComments(octokit, repository, number);
  return attempted.filter(({ incidentId, path }) =>
    bodies.some((body) => body.includes(suggestionMarker(incidentId, path))),
  );
}

const keyOf = ({ incidentId, path }: SuggestedPlace) => `${incidentId}:${path}`;

async function suggestIn(work: Work, number: number, shown: readonly Shown[]): Promise<void> {
  const { context, octokit, repository, head } = work;
  const known = await readSuggested(context, repository.id, number);
  const settled = new Set(known.filter(({ outcome }) => outcome !== null).map(keyOf));
  const open = shown.filter((one) => !settled.has(keyOf(one)));
  if (open.length === 0) return;
  const pull = await readPull(octokit, repository, number);
  // A newer head is judged, and suggested for, by itself.
  if (!pull.open || pull.head !== head) return;
  const attempted = known.filter(({ outcome }) => outcome === null);
  const written = await findWritten(work, number, attempted);
  await saveSuggested(context, repository.id, number, written, 'suggested');
  const done = new Set(written.map(keyOf));
  const comments = await commentsFor(
    work,
    number,
    open.filter((one) => !done.has(keyOf(one))),
  );
  if (comments.length === 0) return;
  const places = comments.flatMap((comment) => comment.places);
  // Written first: if the answer is lost, the next try knows that a review may be there and looks for it.
  await saveSuggested(context, repository.id, number, places, null);
  try {
    await publishSuggestions(octokit, repository, pull, comments);
    await saveSuggested(context, repository.id, number, places, 'suggested');
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (isGitHubError(error) && error.status === 403) throw error;
    context.log.warn({ repository: repository.id }, 'GitHub refused suggestions in a pull request');
    await saveSuggested(context, repository.id, number, places, 'refused');
  }
}

/**
 * Suggests replacements on the lines of the pull requests that a check's head commit is the head of: one review with all of
 * them, once for each credential and file.
 */
export async function suggestFixes(context: JobContext, task: SuggestFixesTask): Promise<void> {
  const check = await readCheck(context, task.checkId);
  if (!check || !context.gate.admits(check.installation_id)) return;
  const { installation_id: installationId, head_sha: head, ...known } = check;
  const ranges = (await rangesAt(context.db, known.id, head)).filter(({ number }) => number > 0);
  if (ranges.length === 0) return;
  const shown = await readShown(context, task.checkId, known.private);
  if (shown.length === 0) return;
  const repository = { ...known, defaultBranch: '' };
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  if (policy.fix === 'off') return;
  const octokit = await context.github.forInstallation(installationId);
  const work = { context, octokit, installationId, repository, head };
  for (const { number } of ranges) {
    try {
      await suggestIn(work, number, shown);
      await closeGap(context.db, installationId, 'pull_requests:write');
    } catch (error) {
      const isGone = isGitHubError(error) && error.status === 404;
      if (!isGone && !isRefusal(error)) throw error;
      if (!isGone) await noteGap(context, installationId, 'pull_requests:write');
    }
  }
}
