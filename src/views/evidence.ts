import { sql } from 'kysely';
import { DEAD_STATES, type IncidentState } from '../inventory/state.ts';
import type { Database } from '../store/database.ts';
import { installationsOf, seenBy, type Viewer } from './viewer.ts';

/** A period; its end is no part of it. */
export interface EvidencePeriod {
  readonly since: Date;
  readonly until: Date;
}

/** An incident that was found in a period, with what proves its end. */
export interface EvidenceRow {
  readonly id: string;
  readonly type: string;
  readonly provider: string;
  readonly redacted: string;
  readonly repository: string | null;
  readonly state: IncidentState;
  readonly createdAt: Date;
  /** When it was proved dead, and by what; null where it was not. */
  readonly deadAt: Date | null;
  readonly proof: string | null;
  /** Status of the answer that proves it. */
  readonly http: number | null;
  /** Place of the proof in the audit trail; null until that is sealed. */
  readonly seq: number | null;
}

/** What a period came to. Seconds from the finding to the proof; null where nothing died. */
export interface EvidenceNumbers {
  readonly found: number;
  readonly dead: number;
  readonly dismissed: number;
  readonly open: number;
  readonly medianSeconds: number | null;
  readonly slowSeconds: number | null;
}

const DEAD = sql.join([...DEAD_STATES]);
const inPeriod = ({ since, until }: EvidencePeriod) =>
  sql`l.created_at >= ${since} and l.created_at < ${until}`;

/** The numbers of the incidents that were found in a period, as they stand now. */
export async function readEvidenceNumbers(
  db: Database,
  viewer: Viewer,
  period: EvidencePeriod,
): Promise<EvidenceNumbers> {
  const { rows } = await sql<EvidenceNumbers>`
    select n.found, n.dead, n.dismissed, n.open, n.seconds[1] as "medianSeconds", n.seconds[2] as "slowSeconds"
    from (select count(*)::int as found, count(l.dead_at)::int as dead,
        count(*) filter (where l.state = 'dismissed')::int as dismissed, count(*) filter (where l.state not in (${DEAD}, 'dismissed'))::int as open,
        percentile_cont(array[0.5, 0.95]) within group (order by
          greatest(0, extract(epoch from l.dead_at - l.created_at))::float8) filter (where l.dead_at is not null) as seconds
      from incident_list l where ${seenBy(viewer, 'l.installation_id')} and ${inPeriod(period)}) n`.execute(
    db,
  );
  return rows[0] ?? { found: 0, dead: 0, dismissed: 0, open: 0, medianSeconds: null, slowSeconds: null };
}

/** One page of the incidents that were found in a period, oldest first, after the last of the page before. */
export async function listEvidence(
  db: Database,
  viewer: Viewer,
  period: EvidencePeriod,
  { after, size }: { readonly after?: EvidenceRow | undefined; readonly size: number },
): Promise<readonly EvidenceRow[]> {
  const behind = after
    ? sql`and (l.created_at, l.incident_id) > (${after.createdAt}::timestamptz, ${after.id}::uuid)`
    : sql``;
  const { rows } = await sql<EvidenceRow>`
    select p.*, d.at as "deadAt", d.event as proof, d.seq,
      (select a.http from audit a where a.incident_id = p.id and a.subject_kind = 'incident' and a.http is not null and a.at <= d.at
        order by a.at desc, a.id desc limit 1) as http,
      (select r.owner || '/' || r.name from exposures e join repositories r on r.id = e.repository_id
        where e.credential_id = p.credential order by e.seen_at limit 1) as repository
    from (
      select l.incident_id as id, l.credential_id as credential, l.state, l.created_at as "createdAt", c.type, c.provider, c.redacted
      from (select l.* from ${installationsOf(viewer, 'incident_list')} cross join lateral (
          select l.* from incident_list l where l.installation_id = v.id and ${inPeriod(period)} ${behind}
          order by l.created_at, l.incident_id limit ${size}) l
        order by l.created_at, l.incident_id limit ${size}) l
      join credentials c on c.id = l.credential_id) p
    left join lateral (select a.at, a.event, a.seq from audit a where a.incident_id = p.id and a.subject_kind = 'incident' and a.event in (${DEAD})
      order by a.at desc, a.id desc limit 1) d on true
    order by p."createdAt", p.id`.execute(db);
  return rows;
}
