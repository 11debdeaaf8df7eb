/** What waits for a person and what was said about it, the summaries of weeks, and what was said after an installation. */
export const ESCALATIONS: readonly string[] = [
  `create table waits (
    incident_id uuid primary key references incidents, installation_id bigint not null, severity text,
    since timestamptz not null, due_at timestamptz, next_at timestamptz)`,
  `create index waits_next on waits (next_at) where next_at is not null`,
  `create index waits_due on waits (installation_id, due_at)`,
  `create table reminders (
    incident_id uuid not null references waits on delete cascade, kind text not null, attempted_at timestamptz not null,
    outcome text, primary key (incident_id, kind))`,
  `create table calls (
    id uuid primary key, incident_id uuid not null references incidents, installation_id bigint not null, body text not null,
    attempts integer not null, run_at timestamptz not null, outcome text)`,
  `create index calls_run on calls (run_at) where outcome is null`,
  `create table summaries (
    installation_id bigint not null, week text not null, numbers jsonb not null, done_at timestamptz, closed_at timestamptz,
    issue_owner text, issue_repository text, issue_number integer, issue_attempted_at timestamptz,
    primary key (installation_id, week))`,
  `create table first_contacts (
    installation_id bigint primary key, made_at timestamptz not null, outcome text,
    issue_owner text, issue_repository text, issue_number integer, issue_attempted_at timestamptz)`,
  // Who is here already has met Rekey.
  `insert into first_contacts (installation_id, made_at, outcome) select id, now(), 'silent' from installations`,
  `create index incidents_created on incidents (created_at)`,
  `create index audit_dead on audit (at)
    where event in ('revoked_verified', 'disabled_verified', 'already_inactive', 'expired')`,
];
