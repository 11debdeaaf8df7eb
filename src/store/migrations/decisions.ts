/** What people asked for about incidents, and what came of it. */
export const DECISIONS: readonly string[] = [
  `create table decisions (
    source text primary key, incident_id uuid not null references incidents, actor text not null, verb text not null,
    outcome text not null, attempted_at timestamptz, answered_at timestamptz,
    made_at timestamptz not null default now())`,
  `create index decisions_incident on decisions (incident_id, actor)`,
  `create index incidents_issue on incidents (issue_number)`,
];
