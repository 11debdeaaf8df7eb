import { sql } from 'kysely';
import { z } from 'zod';
import { SEVERITIES, type Severity } from '../policy/severity.ts';
import { SUBJECT_KINDS, type SubjectKind } from '../governance/subject.ts';
import type { Database } from '../store/database.ts';
import { readCursor, toPage, type Page } from './cursor.ts';
import { filterText } from './filter-text.ts';
import { installationsOf, seenBy, type Viewer } from './viewer.ts';

const PAGE_SIZE = 50;

/** What a list of findings can be narrowed by; what is not understood is left out. */
export const FindingFilter = z.object({
  check: filterText.optional().catch(undefined),
  subject: z.enum(SUBJECT_KINDS).optional().catch(undefined),
  severity: z.enum(SEVERITIES).optional().catch(undefined),
  /** `@login` or `@organisation/team`; `nobody` for those without an owner. */
  owner: filterText.optional().catch(undefined),
  /** `owner/name` */
  repository: filterText.optional().catch(undefined),
  /** Absent: what is open and nobody accepted. */
  state: z.enum(['open', 'accepted', 'closed']).default('open').catch('open'),
  cursor: z.string().max(200).optional().catch(undefined),
});
export type FindingFilter = z.infer<typeof FindingFilter>;

/** One finding in a list. */
export interface FindingRow {
  readonly id: string;
  readonly check: string;
  readonly subject: SubjectKind;
  readonly subjectId: string;
  readonly name: string;
  readonly repository: string | null;
  readonly severity: Severity;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly owners: readonly string[];
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  /** Absent where nobody accepted it. */
  readonly accepted: {
    readonly reason: string;
    readonly owner: string;
    readonly by: string;
    readonly until: string;
  } | null;
}

const ACCEPTED = sql`exists (select 1 from governance_exceptions x where x.installation_id = f.installation_id
  and x.check_id = f.check_id and x.subject_kind = f.subject_kind and x.subject_id = f.subject_id and x.ended_at is null)`;
const STATES = {
  open: sql`f.closed_at is null and not ${ACCEPTED}`,
  // It is read by way of what holds, see SOURCES.
  accepted: sql`f.closed_at is null and x.ended_at is null`,
  closed: sql`f.closed_at is not null`,
};

const FINDINGS = sql`governance_findings f`;
/** What is accepted is a small part: it is looked up exception by exception, not sought among all that is open. */
const SOURCES = {
  open: FINDINGS,
  accepted: sql`governance_exceptions x join governance_findings f on f.installation_id = x.installation_id
    and f.check_id = x.check_id and f.subject_kind = x.subject_kind and f.subject_id = x.subject_id`,
  closed: FINDINGS,
};

function conditions(filter: FindingFilter) {
  const { check, subject, severity, owner, repository, state } = filter;
  const from = readCursor(filter.cursor);
  return [
    sql`f.installation_id = v.id`,
    STATES[state],
    ...(check === undefined ? [] : [sql`f.check_id = ${check}`]),
    ...(subject === undefined ? [] : [sql`f.subject_kind = ${subject}`]),
    ...(severity === undefined ? [] : [sql`f.severity = ${severity}`]),
    ...(owner === undefined
      ? []
      : [
          owner === 'nobody'
            ? sql`f.owners = '[]'::jsonb`
            : sql`f.owners @> ${JSON.stringify([owner])}::jsonb`,
        ]),
    ...(repository === undefined ? [] : [sql`f.repository = ${repository}`]),
    ...(from ? [sql`(f.opened_at, f.id) < (${from.at}::timestamptz, ${from.id}::uuid)`] : []),
  ];
}

/** What the checks of the register found, newest first. */
export async function listFindings(
  db: Database,
  viewer: Viewer,
  filter: FindingFilter,
  size: number = PAGE_SIZE,
): Promise<Page<FindingRow>> {
  const where = sql.join(conditions(filter), sql` and `);
  const { rows } = await sql<FindingRow>`
    select f.id, f.check_id as check, f.subject_kind as subject, f.subject_id as "subjectId", f.subject_name as name, f.repository,
      f.severity, f.facts, f.owners, f.opened_at as "openedAt", f.closed_at as "closedAt",
      (select jsonb_build_object('reason', x.reason, 'owner', x.owner, 'by', x.made_by, 'until', x.ends_at)
        from governance_exceptions x where x.installation_id = f.installation_id and x.check_id = f.check_id
        and x.subject_kind = f.subject_kind and x.subject_id = f.subject_id and x.ended_at is null) as accepted
    from (
      select f.* from ${installationsOf(viewer, 'governance_findings')} cross join lateral (
        select f.* from ${SOURCES[filter.state]} where ${where}
        order by f.opened_at desc, f.id desc limit ${size + 1}) f
      order by f.opened_at desc, f.id desc limit ${size + 1}) f
    order by f.opened_at desc, f.id desc`.execute(db);
  return toPage(rows, size, ({ openedAt, id }) => ({ at: openedAt, id }));
}

/** How many findings of a check are open, and how many were on each of the days before. */
export interface CheckTrend {
  readonly check: string;
  readonly open: number;
  readonly accepted: number;
  /** UTC days, oldest first. */
  readonly days: readonly { readonly day: string; readonly open: number }[];
}

interface CountedCheck {
  readonly check: string;
  readonly open: number;
  readonly accepted: number;
}

/** Those that are open are counted in an index, and those that somebody accepted, which are few, one by one. */
async function countOpen(db: Database, viewer: Viewer): Promise<readonly CountedCheck[]> {
  const { rows } = await sql<CountedCheck>`
    select n.check_id as check, (n.all - coalesce(x.n, 0))::int as open, coalesce(x.n, 0)::int as accepted
    from (select f.check_id, count(*) as all from governance_findings f
      where f.closed_at is null and ${seenBy(viewer, 'f.installation_id')} group by f.check_id) n
    left join (select x.check_id, count(*) as n from governance_exceptions x
      where x.ended_at is null and ${seenBy(viewer, 'x.installation_id')} and exists (select 1 from governance_findings f
        where f.installation_id = x.installation_id and f.check_id = x.check_id and f.subject_kind = x.subject_kind
        and f.subject_id = x.subject_id and f.closed_at is null) group by x.check_id) x on x.check_id = n.check_id`.execute(
    db,
  );
  return rows;
}

/** The checks of which anything was open in the last days, those with most first. */
export async function readTrends(db: Database, viewer: Viewer, since: Date): Promise<readonly CheckTrend[]> {
  const counted = new Map((await countOpen(db, viewer)).map((one) => [one.check, one]));
  const { rows } = await sql<{ check: string; day: string; open: number }>`
    select g.check_id as check, to_char(g.day, 'YYYY-MM-DD') as day, sum(g.open)::int as open from governance_days g
    where g.day >= ${since.toISOString().slice(0, 10)}::date and ${seenBy(viewer, 'g.installation_id')}
    group by g.check_id, g.day order by g.check_id, g.day`.execute(db);
  const days = Map.groupBy(rows, ({ check }) => check);
  return [...new Set([...counted.keys(), ...days.keys()])]
    .map((check): CheckTrend => {
      const { open = 0, accepted = 0 } = counted.get(check) ?? {};
      return {
        check,
        open,
        accepted,
        days: (days.get(check) ?? []).map(({ day, open: n }) => ({ day, open: n })),
      };
    })
    .sort((one, other) => other.open - one.open || one.check.localeCompare(other.check));
}
