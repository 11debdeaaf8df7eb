/** The tables of the first release: deliveries, policies, credentials and what became of them. */
export const FIRST: readonly string[] = [
  `create table deliveries (
    id text primary key, event text not null, action text, installation_id bigint,
    received_at timestamptz not null default now())`,
  `create index deliveries_received_at on deliveries (received_at)`,
  `create table repositories (
    id bigint primary key, installation_id bigint not null, owner text not null, name text not null,
    private boolean not null, updated_at timestamptz not null default now())`,
  `create table policies (
    repository_id bigint primary key, installation_id bigint not null, policy jsonb not null, read_at timestamptz not null default now())`,
  `create table credentials (
    id uuid primary key, installation_id bigint not null, fingerprint text not null, provider text not null,
    type text not null, redacted text not null, server text, server_url text, client_id text, environment text,
    first_seen_at timestamptz not null default now(), unique (installation_id, fingerprint))`,
  `create table incidents (
    id uuid primary key, credential_id uuid not null unique references credentials, state text not null,
    explanation text, rotate_url text, sealed bytea, issue_owner text, issue_repository text, issue_number integer,
    issue_attempted_at timestamptz, issue_digest text, created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
  `create index incidents_state on incidents (state, updated_at)`,
  `create table exposures (
    id uuid primary key, credential_id uuid not null references credentials, repository_id bigint not null references repositories,
    commit_sha text not null, path text not null, start_line integer not null, start_column integer not null,
    end_line integer not null, end_column integer not null, surface text not null, slot text not null, server text, key text,
    seen_at timestamptz not null default now(),
    unique (credential_id, repository_id, commit_sha, path, start_line, start_column))`,
  `create table audit (
    id bigint generated always as identity primary key, incident_id uuid not null references incidents,
    at timestamptz not null default now(), actor text not null, event text not null, http integer)`,
  `create index audit_incident on audit (incident_id, id)`,
  `create table checks (
    id uuid primary key, installation_id bigint not null, repository_id bigint not null, head_sha text not null,
    mode text not null, notes jsonb not null, policy_errors jsonb not null, check_run_id bigint,
    attempted_at timestamptz, digest text, created_at timestamptz not null default now(),
    unique (repository_id, head_sha))`,
  `create table check_exposures (
    check_id uuid not null references checks, exposure_id uuid not null references exposures,
    introduced boolean not null, primary key (check_id, exposure_id))`,
  `create index check_exposures_exposure on check_exposures (exposure_id)`,
];
