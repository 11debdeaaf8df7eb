import { z } from 'zod';
import { readHome } from '../../inventory/waiting.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import type { NewJob } from '../queue/queue.ts';
import { answer } from './answer.ts';
import { readDecision } from './decision-rows.ts';

/** Tell a person what became of a word that was looked into. */
export const AnswerTask = z.object({
  kind: z.literal('answer-word'),
  installationId: z.number().int(),
  /** The comment. */
  source: z.string().max(200),
});
type AnswerTask = z.infer<typeof AnswerTask>;

/** The job that tells it; undefined where nobody sees the repository of the leak any more. */
export async function answerJob(trx: Trx, incidentId: string, source: string): Promise<NewJob | undefined> {
  const home = await readHome(trx, incidentId);
  if (!home) return undefined;
  const { installation_id: installationId } = home;
  const data: AnswerTask = { kind: 'answer-word', installationId, source };
  return { queue: 'github', lane: String(installationId), data };
}

/** Tells it. */
export async function answerWord(context: JobContext, { source }: AnswerTask): Promise<void> {
  const row = await readDecision(context.db, source);
  const home = row && (await readHome(context.db, row.incident_id));
  if (!row || !home) return;
  const word = { source, person: { id: 0, login: row.actor.replace(/^@/, '') }, repository: home };
  await answer(context, { incidentId: row.incident_id, home }, word, { outcome: row.outcome });
}
