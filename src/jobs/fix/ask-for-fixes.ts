import { sql } from 'kysely';
import { checksOf } from '../../inventory/checks-of.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import type { NewJob, Queue } from '../queue/queue.ts';

/** Several credentials of one push come to rest one after another: one look is enough for all. */
const GATHER_SECONDS = 1;
/** A job that has not come by then was lost. */
const LOST_MINUTES = 60;

/** Asks for a look at the default branch of a repository, unless one is on its way. */
export async function askForBranchFix(trx: Trx, queue: Queue, repositoryId: number): Promise<void> {
  const row = await trx
    .insertInto('fixes')
    .values({ repository_id: repositoryId, wanted_at: new Date() })
    .onConflict((conflict) =>
      conflict
        .column('repository_id')
        .doUpdateSet({ wanted_at: new Date() })
        .where((eb) =>
          eb.or([
            eb('fixes.wanted_at', 'is', null),
            eb('fixes.wanted_at', '<', new Date(Date.now() - LOST_MINUTES * 60_000)),
          ]),
        ),
    )
    .returning('repository_id')
    .executeTakeFirst();
  const repository = row && (await readInstallation(trx, repositoryId));
  if (!repository) return;
  const { installation_id: installationId } = repository;
  await queue.send(trx, [
    {
      queue: 'github',
      lane: String(installationId),
      data: { kind: 'fix-branch', installationId, repositoryId },
      afterSeconds: GATHER_SECONDS,
    },
  ]);
}

function readInstallation(trx: Trx, repositoryId: number) {
  return trx
    .selectFrom('repositories')
    .select('installation_id')
    .where('id', '=', repositoryId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
}

/** The job that suggests replacements on the lines of what a check judged. */
export const suggestionJob = (installationId: number, checkId: string): NewJob => ({
  queue: 'github',
  lane: String(installationId),
  data: { kind: 'suggest-fixes', installationId, checkId },
});

/** Asks for the replacements of a credential that came to rest: wherever it stands in files. */
export async function askForFixes(trx: Trx, queue: Queue, incidentId: string): Promise<void> {
  const repositories = await trx
    .selectFrom('exposures')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select('exposures.repository_id')
    .distinct()
    .where('incidents.id', '=', incidentId)
    .where('kind', '=', 'commit')
    .execute();
  for (const { repository_id } of repositories) await askForBranchFix(trx, queue, repository_id);
  const checks = await checksOf(trx, incidentId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('judged_ranges')
          .select(sql`1`.as('one'))
          .whereRef('judged_ranges.repository_id', '=', 'checks.repository_id')
          .whereRef('judged_ranges.head_sha', '=', 'checks.head_sha')
          .where('number', '>', 0),
      ),
    )
    .execute();
  await queue.send(
    trx,
    checks.map(({ id, installation_id }) => suggestionJob(installation_id, id)),
  );
}

/**
 * After a push to the default branch: what is open of a fix may be done, or out of date. A repository without one costs a
 * look at the database.
 *
 * @param isNewPolicy the push may have changed whether one is wanted
 */
export async function followFix(
  { db, queue }: JobContext,
  repositoryId: number,
  isNewPolicy: boolean,
): Promise<void> {
  const row = await db
    .selectFrom('fixes')
    .select('number')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  if (!row || (row.number === null && !isNewPolicy)) return;
  await db.transaction().execute((trx) => askForBranchFix(trx, queue, repositoryId));
  queue.wake();
}
