import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import type { Database } from '../../store/database.ts';
import type { Trx } from '../../store/transaction.ts';

/** What is kept of a person's word. */
export interface DecisionRow {
  readonly source: string;
  readonly incidentId: string;
  readonly actor: string;
  readonly verb: string;
  readonly outcome: DecisionOutcome;
}

/** An issue of which somebody makes a game hears no more than this many answers; reactions go on. */
const MAX_ANSWERS = 10;

/** Keeps it; throws when it is kept already, so that a second job of the same word changes nothing. */
export async function keepDecision(trx: Trx, row: DecisionRow): Promise<void> {
  const { source, incidentId, actor, verb, outcome } = row;
  await trx
    .insertInto('decisions')
    .values({ source, incident_id: incidentId, actor, verb, outcome })
    .execute();
}

export function readDecision(db: Database, source: string) {
  return db.selectFrom('decisions').selectAll().where('source', '=', source).executeTakeFirst();
}

/** Whether this person was refused before: once is enough for the audit trail. */
export async function wasRefused(trx: Trx, incidentId: string, actor: string): Promise<boolean> {
  const row = await trx
    .selectFrom('decisions')
    .select('source')
    .where('incident_id', '=', incidentId)
    .where('actor', '=', actor)
    .where('outcome', 'in', ['refused', 'not-a-writer'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Each person hears these once about an incident, however often they ask. */
const ONCE: ReadonlySet<DecisionOutcome> = new Set([
  'refused',
  'not-a-writer',
  'ended',
  'nothing-waits',
  'broker-waits',
  'forbidden',
]);

const DAY_MS = 86_400_000;

/** What can be said is told once a day, whoever asks. */
async function wasHelped(db: Database, { incidentId, source }: AnswerTo): Promise<boolean> {
  const row = await db
    .selectFrom('decisions')
    .select('source')
    .where('incident_id', '=', incidentId)
    .where('source', '<>', source)
    .where('outcome', '=', 'helped')
    .where('attempted_at', '>', new Date(Date.now() - DAY_MS))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

type AnswerTo = Pick<DecisionRow, 'source' | 'incidentId' | 'actor' | 'outcome'>;

/** Whether a comment is worth writing. */
export async function mayAnswer(db: Database, row: AnswerTo): Promise<boolean> {
  if (row.outcome === 'helped') return !(await wasHelped(db, row));
  const others = await db
    .selectFrom('decisions')
    .select(['actor', 'outcome'])
    .where('incident_id', '=', row.incidentId)
    .where('source', '<>', row.source)
    .where('outcome', '<>', 'helped')
    .where('attempted_at', 'is not', null)
    .limit(MAX_ANSWERS)
    .execute();
  const heard = others.some(({ actor, outcome }) => actor === row.actor && outcome === row.outcome);
  return !(heard && ONCE.has(row.outcome)) && others.length < MAX_ANSWERS;
}

/** Keeps what a look came to, in place of that one was made. */
export async function changeOutcome(trx: Trx, source: string, outcome: DecisionOutcome): Promise<void> {
  await trx.updateTable('decisions').set({ outcome }).where('source', '=', source).execute();
}

/** Written before the comment: if GitHub's answer is lost, the next try looks for it. */
export async function noteAttempt(db: Database, source: string): Promise<void> {
  await db
    .updateTable('decisions')
    .set({ attempted_at: new Date() })
    .where('source', '=', source)
    .where('attempted_at', 'is', null)
    .execute();
}

export async function noteAnswered(db: Database, source: string): Promise<void> {
  await db.updateTable('decisions').set({ answered_at: new Date() }).where('source', '=', source).execute();
}

/** Whether this person's word about an incident was carried out before: a second click is no second word. */
export async function wasDone(
  db: Database,
  row: Pick<DecisionRow, 'incidentId' | 'actor' | 'verb'>,
): Promise<boolean> {
  const known = await db
    .selectFrom('decisions')
    .select('source')
    .where('incident_id', '=', row.incidentId)
    .where('actor', '=', row.actor)
    .where('verb', '=', row.verb)
    .where('outcome', '=', 'done')
    .limit(1)
    .executeTakeFirst();
  return known !== undefined;
}
