import { sql } from 'kysely';
import { z } from 'zod';
import { SEVERITIES, type Severity } from '../policy/severity.ts';
import { SUBJECT_KINDS, type SubjectKind } from '../governance/subject.ts';
import type { Database } from '../store/database.ts';
import { readCursor, toPage, type Page } from './cursor.ts';
import { seenBy, type Viewer } from './viewer.ts';

const PAGE_SIZE = 50;
const short = z.string().trim().min(1).max(200);

/** What a list of findings can be narrowed by; what is not understood is left out. */
export const FindingFilter = z.object({
  check: short.optional().catch(undefined),
  subject: z.enum(SUBJECT_KINDS).optional().catch(undefined),
  severity: z.enum(SEVERITIES).optional().catch(undefined),
  /** `@login` or `@organisation/team`; `nobody` for those without an owner. */
  owner: short.optional().catch(undefined),
  /** `owner/name` */
  repository: short.optional().catch(undefined),
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
  accepted: sql`f.closed_at is null and ${ACCEPTED}`,
  closed: sql`f.closed_at is not null`,
};

function conditions(viewer: Viewer, filter: FindingFilter) {
  const { check, subject, severity, owner, repository, state } = filter;
  const from = readCursor(filter.cursor);
  return [
    seenBy(viewer, 'f.installation_id'),
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
  const where = sql.join(conditions(viewer, filter), sql` and `);
  const { rows } = await sql<FindingRow>`
    select f.id, f.check_id as check, f.subject_kind as subject, f.subject_id as "subjectId", f.subject_name as name, f.repository,
      f.severity, f.facts, f.owners, f.opened_at as "openedAt", f.closed_at as "closedAt",
      (select jsonb_build_object('reason', x.reason, 'owner', x.owner, 'by', x.made_by, 'until', x.ends_at)
        from governance_exceptions x where x.installation_id = f.installation_id and x.check_id = f.check_id
        and x.subject_kind = f.subject_kind and x.subject_id = f.subject_id and x.ended_at is null) as accepted
    from governance_findings f where ${where}
    order by f.opened_at desc, f.id desc limit ${size + 1}`.execute(db);
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

/** The checks of which anything was open in the last days. */
export async function readTrends(db: Database, viewer: Viewer, since: Date): Promise<readonly CheckTrend[]> {
  const { rows } = await sql<CheckTrend>`
    select coalesce(n.check, d.check) as check, coalesce(n.open, 0) as open, coalesce(n.accepted, 0) as accepted,
      coalesce(d.days, '[]'::jsonb) as days
    from (select f.check_id as check, count(*) filter (where not ${ACCEPTED})::int as open,
        count(*) filter (where ${ACCEPTED})::int as accepted
      from governance_findings f where f.closed_at is null and ${seenBy(viewer, 'f.installation_id')} group by f.check_id) n
    full join (select s.check_id as check, jsonb_agg(jsonb_build_object('day', s.day, 'open', s.open) order by s.day) as days
      from (select g.check_id, g.day, sum(g.open)::int as open from governance_days g
        where g.day >= ${since.toISOString().slice(0, 10)}::date and ${seenBy(viewer, 'g.installation_id')}
        group by g.check_id, g.day) s group by s.check_id) d on d.check = n.check
    order by 2 desc, 1`.execute(db);
  return rows;
}
