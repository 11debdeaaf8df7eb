import type { FindingOutcome } from '../../inventory/finding-outcome.ts';
import type { Database } from '../../store/database.ts';
import type { Trx } from '../../store/transaction.ts';

/** A person's word on a hygiene issue. */
export interface FindingWord {
  readonly source: string;
  readonly installationId: number;
  /** `owner/name#number` */
  readonly issue: string;
  readonly actor: string;
}

/** An issue of which somebody makes a game hears no more than this many answers; reactions go on. */
const MAX_ANSWERS = 10;
/** Each person hears these once on an issue, however often they ask. */
const ONCE: ReadonlySet<FindingOutcome> = new Set(['refused', 'not-a-writer', 'helped']);

/** What is kept of one; undefined for one that was not heard yet. */
export async function readFindingWord(db: Database, source: string) {
  return db.selectFrom('finding_words').selectAll().where('source', '=', source).executeTakeFirst();
}

/** Keeps it; throws when it is kept already, so that a second job of the same word changes nothing. */
export async function keepFindingWord(trx: Trx, word: FindingWord, outcome: FindingOutcome): Promise<void> {
  const { source, installationId, issue, actor } = word;
  await trx
    .insertInto('finding_words')
    .values({ source, installation_id: installationId, issue, actor, outcome })
    .execute();
}

/** Whether a comment is worth writing. */
export async function mayAnswerFinding(
  db: Database,
  { source, installationId, issue, actor }: FindingWord,
  outcome: FindingOutcome,
): Promise<boolean> {
  const others = await db
    .selectFrom('finding_words')
    .select(['actor', 'outcome'])
    .where('installation_id', '=', installationId)
    .where('issue', '=', issue)
    .where('source', '<>', source)
    .where('attempted_at', 'is not', null)
    .limit(MAX_ANSWERS)
    .execute();
  const heard = others.some((other) => other.actor === actor && other.outcome === outcome);
  return !(heard && ONCE.has(outcome)) && others.length < MAX_ANSWERS;
}

/** Written before the comment: if GitHub's answer is lost, the next try looks for it. */
export async function noteFindingAttempt(db: Database, source: string): Promise<void> {
  await db
    .updateTable('finding_words')
    .set({ attempted_at: new Date() })
    .where('source', '=', source)
    .where('attempted_at', 'is', null)
    .execute();
}

/** It was said all that there was to say. */
export async function noteFindingAnswered(db: Database, source: string): Promise<void> {
  await db
    .updateTable('finding_words')
    .set({ answered_at: new Date() })
    .where('source', '=', source)
    .execute();
}
