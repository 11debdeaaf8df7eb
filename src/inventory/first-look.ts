import { sql } from 'kysely';
import type { BackfillState } from '../store/backfills-table.ts';
import type { Database } from '../store/database.ts';
import { readDangers, type DangerFacts } from './severity-facts.ts';
import { DEAD_STATES, isEnded, type IncidentState } from './state.ts';

/** So many open ones are weighed; an organisation with more sees the newest of them. */
const WEIGHED_MAX = 500;

/** Credentials of one state and environment. */
export interface StateCount {
  readonly state: IncidentState;
  /** Null where nobody knows. */
  readonly environment: string | null;
  readonly count: number;
}

/** A credential that is open, as it is listed. */
export interface OpenCredential {
  readonly incidentId: string;
  readonly provider: string;
  readonly type: string;
  readonly state: IncidentState;
  /** `owner/name` of the repository in which it was seen first. */
  readonly repository: string;
  readonly facts: DangerFacts;
}

/** What was found in all that an installation shows. */
export interface FirstLook {
  readonly states: readonly StateCount[];
  /** Repositories that hold any of them. */
  readonly repositories: number;
  /** Histories by how far they are read. */
  readonly histories: Readonly<Partial<Record<BackfillState, number>>>;
  readonly gaps: readonly string[];
}

/** Counts what was found. */
export async function readFirstLook(db: Database, installationId: number): Promise<FirstLook> {
  const [states, places, histories, gaps] = await Promise.all([
    db
      .selectFrom('incident_list')
      .select((eb) => ['state', 'environment', eb.fn.countAll<number>().as('count')])
      .where('installation_id', '=', installationId)
      .groupBy(['state', 'environment'])
      .execute(),
    // One step through an index for each repository, however much it holds.
    db
      .selectFrom('repositories')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('installation_id', '=', installationId)
      .where(sql<boolean>`(select true from exposures e where e.repository_id = repositories.id limit 1)`)
      .executeTakeFirst(),
    db
      .selectFrom('backfills')
      .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
      .where('installation_id', '=', installationId)
      .groupBy('state')
      .execute(),
    db
      .selectFrom('gaps')
      .select('permission')
      .where('installation_id', '=', installationId)
      .orderBy('permission')
      .limit(50)
      .execute(),
  ]);
  return {
    states,
    repositories: places?.count ?? 0,
    histories: Object.fromEntries(histories.map(({ state, count }) => [state, count])),
    gaps: gaps.map(({ permission }) => permission),
  };
}

/** Those that are open, the newest first, with what counts for their severity. */
export async function readOpenCredentials(
  db: Database,
  installationId: number,
): Promise<readonly OpenCredential[]> {
  const rows = await db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('exposures')
          .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
          .select(['owner', 'name'])
          .whereRef('exposures.credential_id', '=', 'incidents.credential_id')
          .orderBy('seen_at')
          .limit(1)
          .as('place'),
      (join) => join.onTrue(),
    )
    .select(['incidents.id', 'provider', 'type', 'state', 'place.owner', 'place.name'])
    .where('credentials.installation_id', '=', installationId)
    .where('state', 'not in', [...DEAD_STATES, 'dismissed'])
    .orderBy('created_at', 'desc')
    .limit(WEIGHED_MAX)
    .execute();
  const dangers = await readDangers(
    db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, provider, type, state, owner, name }) => {
    const facts = dangers.get(id);
    const repository = `${owner}/${name}`;
    return facts && !isEnded(state) ? [{ incidentId: id, provider, type, state, repository, facts }] : [];
  });
}
