import { sql } from 'kysely';
import { DEAD_STATES, type IncidentState } from '../inventory/state.ts';
import type { Database } from '../store/database.ts';
import { seenBy, type Viewer } from './viewer.ts';

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
const ENDED = sql.join([...DEAD_STATES, 'dismissed']);

const inPeriod = (viewer: Viewer, { since, until }: EvidencePeriod) =>
  sql`${seenBy(viewer, 'c.installation_id')} and i.created_at >= ${since} and i.created_at < ${until}`;

/** The numbers of the incidents that were found in a period, as they stand now. */
export async function readEvidenceNumbers(
  db: Database,
  viewer: Viewer,
  period: EvidencePeriod,
): Promise<EvidenceNumbers> {
  const { rows } = await sql<EvidenceNumbers>`
    select count(*)::int as found, count(*) filter (where s.state in (${DEAD}))::int as dead,
      count(*) filter (where s.state = 'dismissed')::int as dismissed,
      count(*) filter (where s.state not in (${ENDED}))::int as open,
      percentile_cont(0.5) within group (order by s.seconds) filter (where s.state in (${DEAD})) as "medianSeconds",
      percentile_cont(0.95) within group (order by s.seconds) filter (where s.state in (${DEAD})) as "slowSeconds"
    from (select i.state, greatest(0, extract(epoch from (select min(a.at) from audit a where a.incident_id = i.id
        and a.event in (${DEAD})) - i.created_at))::float8 as seconds
      from incidents i join credentials c on c.id = i.credential_id where ${inPeriod(viewer, period)}) s`.execute(
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
    ? sql`and (i.created_at, i.id) > (${after.createdAt}::timestamptz, ${after.id}::uuid)`
    : sql``;
  const { rows } = await sql<EvidenceRow>`
    select p.*, d.at as "deadAt", d.event as proof, d.seq,
      (select a.http from audit a where a.incident_id = p.id and a.http is not null and a.at <= d.at
        order by a.at desc, a.id desc limit 1) as http,
      (select r.owner || '/' || r.name from exposures e join repositories r on r.id = e.repository_id
        where e.credential_id = p.credential order by e.seen_at limit 1) as repository
    from (select i.id, i.credential_id as credential, i.state, i.created_at as "createdAt", c.type, c.provider, c.redacted
      from incidents i join credentials c on c.id = i.credential_id where ${inPeriod(viewer, period)} ${behind}
      order by i.created_at, i.id limit ${size}) p
    left join lateral (select a.at, a.event, a.seq from audit a where a.incident_id = p.id and a.event in (${DEAD})
      order by a.at desc, a.id desc limit 1) d on true
    order by p."createdAt", p.id`.execute(db);
  return rows;
}
