import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Trx } from '../store/transaction.ts';
import type { CheckFacts, Observation } from './observation.ts';

/** The row of a check run while what it shows is recorded. */
export interface OpenCheck {
  readonly id: string;
  /** Ids of the exposures that it showed until now and that are to be seen anew. */
  readonly forgotten: readonly string[];
}

/** Several jobs may judge one commit: what could not be read adds up. */
async function upsertCheck(trx: Trx, repositoryId: number, facts: CheckFacts): Promise<string> {
  const { mode, anew = false } = facts;
  const notes = JSON.stringify(facts.notes);
  const mends = JSON.stringify(facts.mends ?? []);
  const { id } = await trx
    .insertInto('checks')
    .values({
      id: randomUUID(),
      installation_id: facts.installationId,
      repository_id: repositoryId,
      head_sha: facts.headSha,
      mode,
      notes,
      mends,
      ...(facts.askedAt ? { created_at: facts.askedAt } : {}),
    })
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'head_sha']).doUpdateSet(
        anew
          ? { mode, notes, mends, digest: null }
          : {
              mode,
              notes: sql<string>`(select coalesce(jsonb_agg(distinct note), '[]'::jsonb)
                from jsonb_array_elements(checks.notes || excluded.notes) as note)`,
              // What a commit brings is the same for whoever judges it.
              mends: sql<string>`case when excluded.mends = '[]'::jsonb then checks.mends else excluded.mends end`,
            },
      ),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Takes back what a check says of commits; what it says of other places was not judged by them. */
async function forget(trx: Trx, checkId: string): Promise<readonly string[]> {
  const rows = await trx
    .deleteFrom('check_exposures')
    .using('exposures')
    .whereRef('exposures.id', '=', 'check_exposures.exposure_id')
    .where('check_id', '=', checkId)
    .where('kind', '=', 'commit')
    .returning('exposure_id')
    .execute();
  return rows.map(({ exposure_id }) => exposure_id);
}

/** Makes or updates the row of a check run, before what it shows is recorded. */
export async function openCheck(trx: Trx, repositoryId: number, facts: CheckFacts): Promise<OpenCheck> {
  const id = await upsertCheck(trx, repositoryId, facts);
  return { id, forgotten: facts.anew ? await forget(trx, id) : [] };
}

/** Shows an exposure on a check. */
export async function showOnCheck(
  trx: Trx,
  checkId: string,
  exposureId: string,
  seen: Pick<Observation, 'introduced' | 'atHead'>,
): Promise<void> {
  await trx
    .insertInto('check_exposures')
    .values({
      check_id: checkId,
      exposure_id: exposureId,
      introduced: seen.introduced,
      at_head: seen.atHead ?? null,
    })
    .onConflict((conflict) =>
      // Brought by one commit and still there in the next: it came with them. Gone for one pull request and there for
      // another of the same head: it is there.
      conflict.columns(['check_id', 'exposure_id']).doUpdateSet({
        introduced: sql<boolean>`check_exposures.introduced or excluded.introduced`,
        at_head: sql<boolean | null>`coalesce(check_exposures.at_head or excluded.at_head,
          check_exposures.at_head, excluded.at_head)`,
      }),
    )
    .execute();
}

/**
 * GitHub takes no annotation away from a check run. When something that it marked is no longer said, another check run
 * takes its place: of several with the same name the newest counts.
 */
export async function closeCheck(trx: Trx, check: OpenCheck, shown: ReadonlySet<string>): Promise<void> {
  if (check.forgotten.every((exposure) => shown.has(exposure))) return;
  await trx
    .updateTable('checks')
    .set({ check_run_id: null, attempted_at: null })
    .where('id', '=', check.id)
    .execute();
}
