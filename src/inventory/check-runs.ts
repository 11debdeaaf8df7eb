import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { gather } from '../base/gather.ts';
import type { Database } from '../store/database.ts';
import type { CheckFacts } from './observation.ts';

/** The head commit of a repository. */
export interface Head {
  readonly repositoryId: number;
  readonly sha: string;
}

/** What is known of the check run of a head commit. */
export interface KnownCheck {
  readonly checkRunId?: number;
}

/** A check run that was made for a commit without a finding. */
export interface MadeCheck {
  readonly repositoryId: number;
  readonly facts: CheckFacts;
  readonly checkRunId: number;
}

/** Looks up and keeps the check runs of clean pushes, which are most pushes: several share one statement. */
export interface CheckRuns {
  /** Undefined when the commit has no check yet. */
  find(head: Head): Promise<KnownCheck | undefined>;
  save(made: MadeCheck): Promise<void>;
}

/** Clean pushes that end within this time are looked up and kept together. */
const GATHER_MS = 10;

const keyOf = (repositoryId: number, sha: string): string => `${repositoryId}:${sha}`;

async function findAll(db: Database, heads: readonly Head[]): Promise<readonly (KnownCheck | undefined)[]> {
  const rows = await db
    .selectFrom('checks')
    .select(['repository_id', 'head_sha', 'check_run_id'])
    .where((eb) =>
      eb(
        eb.refTuple('repository_id', 'head_sha'),
        'in',
        heads.map(({ repositoryId, sha }) => eb.tuple(repositoryId, sha)),
      ),
    )
    .execute();
  const known = new Map(
    rows.map((row) => [
      keyOf(row.repository_id, row.head_sha),
      row.check_run_id === null ? {} : { checkRunId: row.check_run_id },
    ]),
  );
  return heads.map(({ repositoryId, sha }) => known.get(keyOf(repositoryId, sha)));
}

async function saveAll(db: Database, made: readonly MadeCheck[]): Promise<readonly void[]> {
  const now = new Date();
  // PostgreSQL refuses to update a row twice in one statement.
  const distinct = new Map(made.map((one) => [keyOf(one.repositoryId, one.facts.headSha), one]));
  await db
    .insertInto('checks')
    .values(
      [...distinct.values()].map(({ repositoryId, facts, checkRunId }) => ({
        id: randomUUID(),
        installation_id: facts.installationId,
        repository_id: repositoryId,
        head_sha: facts.headSha,
        mode: facts.mode,
        notes: JSON.stringify(facts.notes),
        mends: JSON.stringify(facts.mends ?? []),
        check_run_id: checkRunId,
        attempted_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['repository_id', 'head_sha'])
        .doUpdateSet({ check_run_id: sql`excluded.check_run_id`, attempted_at: now }),
    )
    .execute();
  return made.map(() => undefined);
}

/** Makes the look-up and the keeping over a database. */
export function createCheckRuns(db: Database): CheckRuns {
  return {
    find: gather((heads: readonly Head[]) => findAll(db, heads), { waitMs: GATHER_MS }),
    save: gather((made: readonly MadeCheck[]) => saveAll(db, made), { waitMs: GATHER_MS }),
  };
}
