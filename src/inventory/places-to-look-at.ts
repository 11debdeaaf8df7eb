import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';

/** The places seen last; of very many places a few tell enough. */
const MAX_PLACES = 50;

/** The places of an incident's credential in repositories that the App sees, the latest first. */
export function readPlaces(db: Database | Trx, incidentId: string) {
  return (
    db
      .selectFrom('exposures')
      .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
      .innerJoin('credentials', 'credentials.id', 'exposures.credential_id')
      .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
      .leftJoin('check_exposures', 'check_exposures.exposure_id', 'exposures.id')
      .leftJoin('checks', 'checks.id', 'check_exposures.check_id')
      .select(['exposures.id as exposureId', 'exposures.kind', 'commit_sha', 'place', 'path', 'fingerprint'])
      .select(['checks.head_sha', 'repositories.installation_id', 'exposures.at_head'])
      .select(['repositories.id', 'repositories.owner', 'repositories.name', 'private', 'default_branch'])
      // What a pull request proposes stands on no branch of the repository, or on one that nobody knows here.
      .select((eb) =>
        eb
          .exists(
            eb
              .selectFrom('judged_ranges')
              .select(sql`1`.as('one'))
              .whereRef('judged_ranges.repository_id', '=', 'repositories.id')
              .whereRef('judged_ranges.head_sha', '=', 'checks.head_sha')
              .where('number', '>', 0),
          )
          .as('proposed'),
      )
      .where('incidents.id', '=', incidentId)
      .where('removed_at', 'is', null)
      .orderBy('seen_at', 'desc')
      .orderBy('exposures.id')
      .limit(MAX_PLACES)
      .execute()
  );
}

/** A place, with its repository and the check run that shows it. */
export type PlaceRow = Awaited<ReturnType<typeof readPlaces>>[number];

/** Keeps whether places still hold it. */
export async function keepSight(trx: Trx, exposureIds: readonly string[], isThere: boolean): Promise<void> {
  if (exposureIds.length === 0) return;
  await trx.updateTable('exposures').set({ at_head: isThere }).where('id', 'in', exposureIds).execute();
}
