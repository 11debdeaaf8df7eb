/** What authors were told about their texts, and GitHub's own alerts with the incidents that came of them. */
export const ALERTS: readonly string[] = [
  `create table told (
    incident_id uuid not null references incidents, text text not null, outcome text,
    attempted_at timestamptz not null default now(), primary key (incident_id, text))`,
  `create table alerts (
    repository_id bigint not null references repositories, number integer not null,
    incident_id uuid not null references incidents, resolved_at timestamptz, primary key (repository_id, number))`,
  `create table wikis (repository_id bigint primary key, heads jsonb not null)`,
  `create index alerts_incident on alerts (incident_id)`,
];
