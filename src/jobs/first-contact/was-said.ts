import type { Database } from '../../store/database.ts';

/** Whether it was said to this account before: an installation that comes again has another id, and nothing new to say. */
export async function wasSaid(db: Database, installationId: number): Promise<boolean> {
  const earlier = await db
    .selectFrom('first_contacts')
    .innerJoin('installations', 'installations.id', 'first_contacts.installation_id')
    .innerJoin('installations as now', (join) =>
      join.on((eb) => eb(eb.fn('lower', ['now.owner']), '=', eb.fn('lower', ['installations.owner']))),
    )
    .select('installations.id')
    .where('now.id', '=', installationId)
    .where('installations.id', '<>', installationId)
    .where('outcome', '=', 'issue')
    .limit(1)
    .executeTakeFirst();
  return earlier !== undefined;
}
