import { actorOf } from '../../inventory/waiting.ts';
import type { ButtonTask } from '../../sources/commands/command-task.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { answer } from './answer.ts';
import { readDecision, wasDone } from './decision-rows.ts';
import { incidentsOfCheck, type Found } from './find-incident.ts';
import { hear } from './hear.ts';

/** Whom a press of the button concerns: what waits, what an earlier try of this job heard, else any one of its commit. */
async function concerned(
  context: JobContext,
  task: ButtonTask,
  sourceOf: (found: Found) => string,
): Promise<readonly Found[]> {
  const { installationId, repository, checkRun, person, verb } = task;
  const all = await incidentsOfCheck(context.db, installationId, { repositoryId: repository.id, checkRun });
  const own: Found[] = [];
  for (const found of all)
    if (found.waits || (await readDecision(context.db, sourceOf(found)))) own.push(found);
  if (own.length > 0) return own;
  const [first] = all;
  const again =
    first && (await wasDone(context.db, { incidentId: first.incidentId, actor: actorOf(person), verb }));
  return first && !again ? [first] : [];
}

/**
 * Hears a pressed button: it speaks for each credential of its commit that waits for a person. What came of it is shown by
 * the check run and the issue; who may not decide, or comes too late, is told on the issue. A button on a check run that
 * is not ours does nothing.
 */
export async function hearButton(context: JobContext, task: ButtonTask, attempt: Try): Promise<void> {
  const { person, verb } = task;
  const sourceOf = ({ incidentId }: Found) => `button/${attempt.id}/${incidentId}`;
  for (const found of await concerned(context, task, sourceOf)) {
    const source = sourceOf(found);
    const heard = await hear(context, found, { source, person, verb });
    await answer(context, found, source, person, heard);
  }
}
