import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { recordAudit } from './audit.ts';
import { actorOf, OPERATOR } from './waiting.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** So many are remembered without asking the database. */
const MAX_KNOWN = 10_000;

/** Who reads: a person or a program that a person let in, the holder of an API token, or whoever runs this Rekey. */
export type ReadBy =
  | { readonly person: { readonly login: string; readonly id: number } }
  | { readonly token: string }
  | 'operator';

/** Something that is taken out by the page, rather than looked at. */
export interface Reading {
  readonly by: ReadBy;
  readonly event: 'agent_asked' | 'api_read' | 'report_opened';
  /** A tool, an operation or a page: a name of ours. */
  readonly what: string;
  /** Names of what it was narrowed by, and no values: those may be words of a repository. */
  readonly filters: readonly string[];
  readonly installations: 'all' | readonly number[];
}

function namesOf(by: ReadBy) {
  if (by === 'operator') return { key: by, actor: { name: OPERATOR } };
  if ('token' in by) return { key: `token ${by.token}`, actor: { name: 'api-token' }, id: by.token };
  const { person } = by;
  return { key: `person ${person.id}`, actor: { name: actorOf(person), githubId: person.id } };
}

/** What was written down in this hour, by database: most readings ask it nothing. */
const known = new WeakMap<Database, Map<string, number>>();

function knownIn(db: Database): Map<string, number> {
  const found = known.get(db) ?? new Map<string, number>();
  if (found.size > MAX_KNOWN) found.clear();
  known.set(db, found);
  return found;
}

/**
 * Writes down in the audit trail that something is read: once for each reader, name and hour of UTC, however often and by
 * however many processes. To be called before it is answered.
 */
export async function recordReading(db: Database, reading: Reading, now: Date = new Date()): Promise<void> {
  const { by, event, what, filters, installations } = reading;
  const { key, actor, id } = namesOf(by);
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const cache = knownIn(db);
  const name = `${key} ${event} ${what}`;
  if (cache.get(name) === hour) return;
  await db.transaction().execute(async (trx) => {
    const row = { reader: key, what: `${event} ${what}`, hour: new Date(hour) };
    const first = await trx
      .insertInto('readings')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['reader', 'what'])
          .doUpdateSet({ hour: row.hour })
          .where('readings.hour', '<', row.hour),
      )
      .returning(sql<number>`1`.as('one'))
      .executeTakeFirst();
    if (!first) return;
    const chains = installations === 'all' ? [0] : installations;
    const about = id === undefined ? {} : { id };
    const subjects = chains.map((installationId) => ({ installationId, kind: 'access' as const, ...about }));
    const why = filters.length === 0 ? what : `${what} by ${filters.join(', ')}`;
    await recordAudit(trx, subjects, actor, { event, at: now, why });
    await trx
      .deleteFrom('readings')
      .where('hour', '<', new Date(hour - DAY_MS))
      .execute();
  });
  cache.set(name, hour);
}
