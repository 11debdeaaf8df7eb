import { sql, type ExpressionBuilder } from 'kysely';
import { INSIDERS, OFF_BRANCHES } from '../github/crowd.ts';
import type { Database } from '../store/database.ts';
import type { Schema } from '../store/schema.ts';
import { readDangers } from './severity-facts.ts';
import type { IncidentState } from './state.ts';

/** Nobody gets here with what is made up. */
const LIVED: readonly IncidentState[] = ['revoked_verified', 'disabled_verified', 'accepted_unverified'];

/**
 * Brought by people of the organisation, or where only they are let in. To a public repository anybody brings as many made-up
 * values as he likes: the pull request that holds them is in its history, which would tell of each.
 */
const byInsiders = (eb: ExpressionBuilder<Schema, 'incidents'>) =>
  eb.exists(
    eb
      .selectFrom('exposures')
      .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
      .select('exposures.id')
      .whereRef('exposures.credential_id', '=', 'incidents.credential_id')
      .where((on) =>
        on.or([
          on('crowd', '=', INSIDERS),
          on.and([on('crowd', 'like', `${OFF_BRANCHES}%`), on('private', '=', true)]),
        ]),
      ),
  );

/**
 * Of these incidents those that are a stranger's claim so far: nobody of the organisation brought the credential anywhere,
 * nothing was seen to accept it, and no issue tells of it. Anybody can make such values up, as many as he likes.
 */
export async function strangersClaims(
  db: Database,
  incidentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (incidentIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('incidents')
    .select('incidents.id')
    .where('incidents.id', 'in', incidentIds)
    .where('issue_number', 'is', null)
    .where('state', 'not in', LIVED)
    .where((eb) => eb.not(byInsiders(eb)))
    .execute();
  const claims = rows.map(({ id }) => id);
  const facts = await readDangers(db, claims);
  return new Set(claims.filter((id) => facts.get(id)?.live !== true));
}

/**
 * Whether it is said somewhere without an issue of its own: a commit has its check run, and of what stands together in one
 * text, log or version of a wiki another credential has an issue.
 */
export async function isSaidBeside(db: Database, incidentId: string): Promise<boolean> {
  const { rows } = await sql<{ alone: boolean }>`select exists (
    select 1 from incidents i join exposures e on e.credential_id = i.credential_id
    where i.id = ${incidentId} and e.kind <> 'commit' and not exists (
      select 1 from exposures o join incidents other on other.credential_id = o.credential_id
      where other.id <> i.id and o.repository_id = e.repository_id and o.kind = e.kind
        and o.commit_sha = e.commit_sha and (o.commit_sha <> '' or o.path = e.path)
        and (other.issue_attempted_at is not null
          or exists (select 1 from advisories a where a.incident_id = other.id)))
  ) as alone`.execute(db);
  return rows[0]?.alone !== true;
}
