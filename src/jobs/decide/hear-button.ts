import { appendAudit } from '../../inventory/audit.ts';
import { isAtRest } from '../../inventory/state.ts';
import { actorOf } from '../../inventory/waiting.ts';
import { BUTTON_REASON } from '../../respond/words/commands.ts';
import type { ButtonTask } from '../../sources/commands/command-task.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { isRevocable } from '../revoke/is-revocable.ts';
import { answer } from './answer.ts';
import { readDecision, wasDone } from './decision-rows.ts';
import { headOfCheck, incidentsOfCheck, type Shown } from './find-incident.ts';
import { hear, type Word } from './hear.ts';
import { judgeAgain } from './look-again.ts';
import { lookAgainJob } from './look-again-task.ts';
import { mayTell } from './may-decide.ts';

type Verb = ButtonTask['verb'];

/** The credentials of its check run for which a button can speak now. */
const SPEAKS_FOR: Partial<Record<Verb, (context: JobContext, shown: Shown) => Promise<boolean> | boolean>> = {
  revoke: (context, { incidentId: id, state }) => isRevocable(context, { id, state }),
  'not-a-secret': (_, { state }) => isAtRest(state),
};

/** Whom a press concerns: what it can speak for, what an earlier try of this job heard, else any one of its commit. */
async function concerned(
  context: JobContext,
  { person, verb }: ButtonTask,
  all: readonly Shown[],
  sourceOf: (shown: Shown) => string,
): Promise<readonly Shown[]> {
  const own: Shown[] = [];
  for (const shown of all) {
    const speaks = await SPEAKS_FOR[verb]?.(context, shown);
    if (speaks || (await readDecision(context.db, sourceOf(shown)))) own.push(shown);
  }
  if (own.length > 0) return own;
  const [first] = all;
  const again =
    first && (await wasDone(context.db, { incidentId: first.incidentId, actor: actorOf(person), verb }));
  return first && !again ? [first] : [];
}

/** Of very many credentials of one commit these are looked after; the commit itself is judged whole. */
const MAX_LOOKS = 5;

/**
 * Judges the commit of the check run again, and looks where else its credentials still stand. Whoever may write to the
 * repository may ask for it.
 */
async function scanAgain(context: JobContext, task: ButtonTask, all: readonly Shown[]): Promise<void> {
  const { db, queue, github } = context;
  const { installationId, repository, person, checkRun } = task;
  const check = await headOfCheck(db, { repositoryId: repository.id, checkRun });
  if (!check) return;
  const { may } = await mayTell(await github.forInstallation(installationId), check.repository, person);
  const event = may ? 'scan_asked' : 'decision_refused';
  await db.transaction().execute(async (trx) => {
    for (const { incidentId } of all) await appendAudit(trx, incidentId, actorOf(person), [{ event }]);
    if (!may) return;
    const looks = all.slice(0, MAX_LOOKS).map(({ incidentId }) => lookAgainJob(installationId, incidentId));
    await queue.send(trx, [judgeAgain(installationId, check.repository, check.head), ...looks]);
  });
  queue.wake();
}

/**
 * Hears a pressed button. "Revoke now" speaks for each credential of its commit that can be revoked, "Not a secret" for the
 * only one that is open. What came of it is shown by the check run and the issue; who may not decide, or comes too late, is
 * told on the issue. A button on a check run that is not ours does nothing.
 */
export async function hearButton(context: JobContext, task: ButtonTask, attempt: Try): Promise<void> {
  const { person, verb, installationId, repository, checkRun } = task;
  const all = await incidentsOfCheck(context.db, installationId, { repositoryId: repository.id, checkRun });
  if (verb === 'rescan') return scanAgain(context, task, all);
  const sourceOf = ({ incidentId }: Shown) => `button/${attempt.id}/${incidentId}`;
  const meant = await concerned(context, task, all, sourceOf);
  const isOneOfSeveral = verb === 'not-a-secret' && meant.length > 1;
  for (const shown of isOneOfSeveral ? meant.slice(0, 1) : meant) {
    const word: Word = {
      source: sourceOf(shown),
      person,
      repository,
      verb: isOneOfSeveral ? 'several' : verb,
      ...(verb === 'not-a-secret' ? { reason: BUTTON_REASON } : {}),
    };
    await answer(context, shown, word, await hear(context, shown, word));
  }
}
