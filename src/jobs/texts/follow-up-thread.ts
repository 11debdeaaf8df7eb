import { fingerprint } from '../../base/keys.ts';
import { detect } from '../../detect/index.ts';
import type { ThreadPlace } from '../../github/place.ts';
import type { IncidentReport, ToldOutcome } from '../../inventory/report.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { isDead } from '../../inventory/state.ts';
import { tellAuthor } from '../../respond/tell-author.ts';
import { renderTold } from '../../respond/tell-author-words.ts';
import { readThread, type Thread } from '../../sources/threads/read-thread.ts';
import { threadText, type Writing } from '../../sources/threads/thread-text.ts';
import type { JobContext } from '../queue/context.ts';
import type { FollowUp } from '../report/follow-up.ts';
import { isRefused } from './read-thread.ts';

/** By the text's global id, or by its path where it has none. */
const keyOf = (place: ThreadPlace, path: string): string => place.node ?? path;

function holds(
  { keys }: JobContext,
  { fingerprint: short }: IncidentReport,
  place: ThreadPlace,
  writing: Writing,
): boolean {
  return detect(threadText(place.thread, place.id, writing)).some(({ secret }) =>
    fingerprint(keys, secret).startsWith(short),
  );
}

/** Where the text still shows the credential; undefined where nothing is left to do. */
function standing(
  context: JobContext,
  incident: IncidentReport,
  place: ThreadPlace,
  { now, earlier }: Thread,
): 'text' | 'history' | undefined {
  // What GitHub reported may be of a kind that is not found again here; then the author is told to be safe.
  if (place.reported === true || holds(context, incident, place, now)) return 'text';
  return earlier.some((version) => holds(context, incident, place, version)) ? 'history' : undefined;
}

async function readTold(context: JobContext, incidentId: string, text: string) {
  return context.db
    .selectFrom('told')
    .select(['outcome', 'attempted_at'])
    .where('incident_id', '=', incidentId)
    .where('text', '=', text)
    .executeTakeFirst();
}

async function saveTold(
  context: JobContext,
  incidentId: string,
  text: string,
  outcome: ToldOutcome | null,
): Promise<void> {
  await context.db
    .insertInto('told')
    .values({ incident_id: incidentId, text, outcome })
    .onConflict((conflict) => conflict.columns(['incident_id', 'text']).doUpdateSet({ outcome }))
    .execute();
}

async function tell(
  context: JobContext,
  installationId: number,
  incident: IncidentReport,
  place: ThreadPlace,
  repository: { readonly owner: string; readonly name: string },
  attemptedAt: Date | undefined,
): Promise<ToldOutcome> {
  const { node } = place;
  if (node === undefined || place.thread === 'release' || place.thread === 'wiki') return 'nowhere';
  const octokit = await context.github.forInstallation(installationId);
  try {
    const thread = await readThread(octokit, node);
    // Deleted with all its versions: as clean as it gets.
    const where = thread && standing(context, incident, place, thread);
    if (!thread || where === undefined) return 'clean';
    if (!thread.target) return 'nowhere';
    // Written first: if the answer is lost, the next try knows that a comment may be there and looks for it.
    if (!attemptedAt) await saveTold(context, incident.id, node, null);
    const body = renderTold(incident, { ...place, node }, where === 'history');
    return await tellAuthor(octokit, repository, thread.target, body, attemptedAt ? { attemptedAt } : {});
  } catch (error) {
    if (isRefused(error)) return 'refused';
    throw error;
  }
}

/**
 * Tells the author of a text how to edit a credential away: once for each text and incident, and on a public repository
 * only when the credential is dead, since the comment would advertise it. What came of it goes into the issue.
 */
export const followUpThread: FollowUp = async (context, installationId, incident, exposure) => {
  const { place, path, repository } = exposure;
  if (place?.kind !== 'thread' || incident.state === 'dismissed') return;
  if (!repository.private && !isDead(incident.state)) return;
  const text = keyOf(place, path);
  const known = await readTold(context, incident.id, text);
  if (known?.outcome) return;
  const outcome = await tell(context, installationId, incident, place, repository, known?.attempted_at);
  const subject = { installationId, kind: 'exposure', id: exposure.path, incidentId: incident.id } as const;
  if (outcome === 'told') await recordAudit(context.db, subject, 'rekey', { event: 'author_told' });
  await saveTold(context, incident.id, text, outcome);
  await context.db.transaction().execute((trx) =>
    context.queue.send(trx, [
      {
        queue: 'github',
        lane: String(installationId),
        data: { kind: 'report-issue', installationId, incidentId: incident.id, atLatest: false },
      },
    ]),
  );
  context.queue.wake();
};
