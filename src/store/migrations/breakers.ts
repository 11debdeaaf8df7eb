/** The circuit breaker: what it let through, what it holds back, and the pauses of which a person is told. */
export const BREAKERS: readonly string[] = [
  `create table breakers (installation_id bigint primary key, pause_id uuid, reset_at timestamptz not null)`,
  `create table admissions (
    incident_id uuid primary key references incidents, installation_id bigint not null, at timestamptz not null, pause_id uuid)`,
  `create index admissions_installation on admissions (installation_id, at)`,
  `create table pauses (
    id uuid primary key, installation_id bigint not null, began_at timestamptz not null, ended_at timestamptz,
    ended integer not null, minutes integer not null, issue_owner text, issue_repository text, issue_number integer,
    issue_attempted_at timestamptz, issue_digest text)`,
];
