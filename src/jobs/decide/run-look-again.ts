import type { PlaceKind } from '../../github/place.ts';
import { keepSight, readPlaces, type PlaceRow } from '../../inventory/places-to-look-at.ts';
import { renderSight, type SeenPlaces } from '../../respond/render-sight.ts';
import { tellAuthor } from '../../respond/tell-author.ts';
import type { JobContext } from '../queue/context.ts';
import { sendReports } from '../report/send-reports.ts';
import { mayAnswer, noteAttempt, readDecision } from './decision-rows.ts';
import { lookAtPlace, type Sight } from './look-at-place.ts';
import type { LookAgainTask } from './look-again-task.ts';
import { ownIssueOf } from './own-issue-of.ts';

/** Different places; the same file in many commits is one. */
const MAX_LOOKS = 20;

/** Rows that one look answers. */
const keyOf = ({ id, kind, path, commit_sha }: PlaceRow): string =>
  `${id} ${kind} ${path} ${kind === 'commit' || kind === 'variable' ? '' : commit_sha}`;

interface Looked {
  readonly kind: PlaceKind;
  readonly sight: Sight;
  readonly rows: readonly PlaceRow[];
}

async function lookAll(context: JobContext, rows: readonly PlaceRow[]): Promise<readonly Looked[]> {
  const { db, keys, github } = context;
  const looked: Looked[] = [];
  for (const [row, ...more] of [...Map.groupBy(rows, keyOf).values()].slice(0, MAX_LOOKS)) {
    if (!row) continue;
    const { id, owner, name, private: isPrivate, default_branch, installation_id } = row;
    const repository = { id, owner, name, private: isPrivate, defaultBranch: default_branch ?? 'main' };
    const octokit = await github.forInstallation(installation_id);
    const sight = await lookAtPlace({ db, keys, octokit, repository, row });
    looked.push({ kind: row.kind, sight, rows: [row, ...more] });
  }
  return looked;
}

const idsOf = (rows: readonly PlaceRow[]) => [...new Set(rows.map(({ exposureId }) => exposureId))];

/** What a variable holds is kept by the job that reads them, which also tells how it left. */
async function keep(context: JobContext, incidentId: string, looked: readonly Looked[]): Promise<void> {
  const { db, queue } = context;
  const changed = (sight: 'there' | 'gone') =>
    looked
      .filter((one) => one.sight === sight && one.kind !== 'variable')
      .flatMap(({ rows }) => rows.filter(({ at_head }) => at_head !== (sight === 'there')));
  const [there, gone] = [idsOf(changed('there')), idsOf(changed('gone'))];
  if (there.length + gone.length === 0) return;
  await db.transaction().execute(async (trx) => {
    await keepSight(trx, there, true);
    await keepSight(trx, gone, false);
    await sendReports(trx, queue, incidentId);
  });
  queue.wake();
}

function count(looked: readonly Looked[], all: number): SeenPlaces {
  const kinds = Map.groupBy(looked, ({ kind }) => kind);
  return {
    all,
    kinds: [...kinds].map(([kind, ones]) => ({
      kind,
      there: ones.filter(({ sight }) => sight === 'there').length,
      gone: ones.filter(({ sight }) => sight === 'gone').length,
      unknown: ones.filter(({ sight }) => sight === 'unknown').length,
    })),
  };
}

/** Says it on the issue, once, also when a try got lost. */
async function tell(
  context: JobContext,
  { incidentId, installationId, source }: LookAgainTask,
  seen: SeenPlaces,
): Promise<void> {
  const { db, github } = context;
  if (source === undefined) return;
  const row = await readDecision(db, source);
  if (!row) return;
  if (!row.attempted_at && !(await mayAnswer(db, { source, incidentId, actor: row.actor, outcome: 'done' })))
    return;
  const issue = await ownIssueOf(context, installationId, incidentId);
  if (!issue) return;
  await noteAttempt(db, source);
  const octokit = await github.forInstallation(installationId);
  const body = renderSight(seen, { key: source, person: row.actor, public: !issue.private });
  const target = { to: 'issue', number: issue.number } as const;
  await tellAuthor(octokit, issue, target, body, row.attempted_at ? { attemptedAt: row.attempted_at } : {});
}

/**
 * Looks at the places of a credential again, the latest first: keeps which of them still hold it, which changes how bad its
 * leak is, and tells whoever asked what was looked at.
 */
export async function lookAgain(context: JobContext, task: LookAgainTask): Promise<void> {
  if (!context.gate.admits(task.installationId)) return;
  const rows = await readPlaces(context.db, task.incidentId);
  // Of those who see the repositories today.
  const own = rows.filter(({ installation_id }) => installation_id === task.installationId);
  if (own.length === 0) return;
  const looked = await lookAll(context, own);
  await keep(context, task.incidentId, looked);
  await tell(context, task, count(looked, new Set(own.map(keyOf)).size));
}
