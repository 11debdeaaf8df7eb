import { sql } from 'kysely';
import { CHECKS } from '../governance/checks.ts';
import {
  codeOf,
  type EndingException,
  type Hygiene,
  type HygieneGroup,
  type HygieneSubject,
} from '../governance/hygiene.ts';
import type { Database } from '../store/database.ts';

/** What nobody owns, or only somebody who has left. */
const NOBODY = '';

/** So many subjects of each check are named. */
const MAX_SUBJECTS = 5;
const MAX_EXCEPTIONS = 10;
/** So long before its end an exception is spoken of. */
const SOON_MS = 14 * 86_400_000;

/** Leaks have issues of their own. */
const TOLD = sql.join(CHECKS.flatMap(({ id, isIncident }) => (isIncident ? [id] : [])));
const RANK = sql`array_position(array['critical','high','medium','low'], f.severity)`;

/** The first owner of a finding who is still there, in lower case. */
const OWNER = sql`coalesce((select lower(o.value) from jsonb_array_elements_text(f.owners) with ordinality o(value, n)
  where not exists (select 1 from register_owners g where g.installation_id = f.installation_id and g.gone
    and g.owner = lower(o.value)) order by o.n limit 1), '')`;
const SAME = sql`x.installation_id = f.installation_id and x.check_id = f.check_id and x.subject_kind = f.subject_kind
  and x.subject_id = f.subject_id`;
const OPEN = sql`f.closed_at is null and f.check_id not in (${TOLD})
  and not exists (select 1 from governance_exceptions x where ${SAME} and x.ended_at is null)`;

/** Owners about whose subjects something is open or accepted, those with most first. */
export async function hygieneOwners(
  db: Database,
  installationId: number,
  most: number,
): Promise<readonly string[]> {
  const soon = new Date(Date.now() + SOON_MS);
  const { rows } = await sql<{ readonly owner: string }>`
    select owner from (
      select ${OWNER} as owner, count(*) as open from governance_findings f
      where f.installation_id = ${installationId} and ${OPEN} group by 1
      union all
      select lower(x.owner), 0 from governance_exceptions x where x.installation_id = ${installationId}
        and x.ended_at is null and x.ends_at <= ${soon}) o
    group by owner order by sum(open) desc, owner limit ${most}`.execute(db);
  return rows.map(({ owner }) => owner);
}

interface Row extends Omit<HygieneSubject, 'code'> {
  readonly id: string;
  readonly check: string;
  readonly count: number;
  readonly owner: string | null;
  readonly newest: Date;
}

async function readRows(db: Database, installationId: number, owner: string): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select * from (
      select f.id, f.check_id as check, f.subject_name as name, f.repository, f.severity, f.facts,
        (select o from jsonb_array_elements_text(f.owners) o where lower(o) = ${owner} limit 1) as owner,
        (count(*) over (partition by f.check_id))::int as count,
        max(greatest(f.changed_at, (select max(x.ended_at) from governance_exceptions x where ${SAME}))) over () as newest,
        row_number() over (partition by f.check_id order by ${RANK}, f.opened_at, f.id) as place,
        min(${RANK}) over (partition by f.check_id) as worst
      from governance_findings f
      where f.installation_id = ${installationId} and ${OPEN} and ${OWNER} = ${owner}) t
    where place <= ${MAX_SUBJECTS}
    order by worst, "count" desc, "check", place`.execute(db);
  return rows;
}

function groupsOf(rows: readonly Row[]): readonly HygieneGroup[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.check, [...(groups.get(row.check) ?? []), row]);
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (!first) return [];
    const subjects = all.map(({ id, name, repository, severity, facts }) => ({
      code: codeOf(id),
      name,
      repository,
      severity,
      facts,
    }));
    return [{ check: first.check, severity: first.severity, count: first.count, subjects }];
  });
}

interface Exception extends EndingException {
  readonly owner: string;
  readonly madeAt: Date;
}

async function readExceptions(db: Database, installationId: number, owner: string) {
  const { rows } = await sql<Exception>`
    select x.check_id as check, f.subject_name as name, x.reason, x.owner, x.ends_at as "endsAt", x.made_at as "madeAt"
    from governance_exceptions x join governance_findings f on ${SAME} and f.closed_at is null
    where x.installation_id = ${installationId} and x.ended_at is null and lower(x.owner) = ${owner}
    order by x.ends_at, x.id`.execute(db);
  return rows;
}

/** When it came into the view of its owner. */
const newsAt = ({ endsAt, madeAt }: Exception) => Math.max(endsAt.getTime() - SOON_MS, madeAt.getTime());

/** What is open for an owner, and which of his exceptions end soon. */
export async function readHygiene(
  db: Database,
  installationId: number,
  owner: string,
  now: Date,
): Promise<Hygiene> {
  const rows = await readRows(db, installationId, owner);
  const exceptions = owner === NOBODY ? [] : await readExceptions(db, installationId, owner);
  const ending = exceptions.filter(({ endsAt }) => endsAt.getTime() - now.getTime() <= SOON_MS);
  const moments = [...rows.map(({ newest }) => newest.getTime()), ...ending.map(newsAt)];
  return {
    owner: rows[0]?.owner ?? exceptions[0]?.owner ?? owner,
    groups: groupsOf(rows),
    ending: ending
      .slice(0, MAX_EXCEPTIONS)
      .map(({ check, name, reason, endsAt }) => ({ check, name, reason, endsAt })),
    exceptions: exceptions.length,
    ...(moments.length > 0 ? { newest: new Date(Math.max(...moments)) } : {}),
  };
}
