/** The register: servers, who takes which credential by name, secrets, environments; what the checks found in it. */
export const REGISTER: readonly string[] = [
  `create table mcp_servers (
    id uuid primary key, installation_id bigint not null, repository_id bigint not null references repositories, path text not null,
    name text not null, line integer not null, surface text not null, transport text not null, url text,
    secret_in_url boolean not null, basic_auth boolean not null, holds_credential boolean not null, runner text, package text, version text, first_seen_at timestamptz not null default now(),
    seen_at timestamptz not null default now(), gone_at timestamptz, unique (repository_id, path, name))`,
  `create index mcp_servers_present on mcp_servers (installation_id, name) where gone_at is null`,
  `create table workflow_jobs (
    id uuid primary key, installation_id bigint not null, repository_id bigint not null references repositories, path text not null,
    job text not null, environment text, triggers jsonb not null, oidc boolean not null, runs_foreign_code boolean not null,
    mcp boolean not null,
    first_seen_at timestamptz not null default now(), seen_at timestamptz not null default now(), gone_at timestamptz,
    unique (repository_id, path, job))`,
  `create index workflow_jobs_present on workflow_jobs (installation_id) where gone_at is null`,
  `create table credential_references (
    id uuid primary key, installation_id bigint not null, repository_id bigint not null references repositories, via text not null,
    name text not null, path text not null, line integer not null, key text,
    server_id uuid references mcp_servers on delete cascade, job_id uuid references workflow_jobs on delete cascade)`,
  `create index credential_references_place on credential_references (repository_id, path)`,
  `create index credential_references_name on credential_references (installation_id, via, name)`,
  `create index credential_references_server on credential_references (server_id)`,
  `create index credential_references_job on credential_references (job_id)`,
  `create table actions_secrets (
    id uuid primary key, installation_id bigint not null, repository_id bigint not null, scope text not null,
    environment text not null, name text not null, visibility text, repositories jsonb, created_at timestamptz not null,
    updated_at timestamptz not null, used_at timestamptz, seen_at timestamptz not null default now(), gone_at timestamptz,
    unique (installation_id, repository_id, scope, environment, name))`,
  `create table deploy_environments (
    repository_id bigint not null, name text not null, reviewers boolean not null, branches boolean not null,
    read_at timestamptz not null default now(), primary key (repository_id, name))`,
  `create table register_files (
    repository_id bigint not null, path text not null, blob text not null, primary key (repository_id, path))`,
  `create table register_reads (
    installation_id bigint not null, repository_id bigint not null, sha text, code_owners text, read_at timestamptz,
    due_at timestamptz not null default now(), primary key (installation_id, repository_id))`,
  `create index register_reads_due on register_reads (due_at)`,
  `create table register_lists (
    installation_id bigint not null, repository_id bigint not null, list text not null, pages jsonb not null,
    primary key (installation_id, repository_id, list))`,
  `create table register_owners (
    installation_id bigint not null, owner text not null, gone boolean not null, read_at timestamptz not null,
    primary key (installation_id, owner))`,
  `create table register_issuers (
    installation_id bigint not null, url text not null, origin text not null, has_revocation boolean, issuer_matches boolean,
    has_resource_metadata boolean, read_at timestamptz not null, primary key (installation_id, url))`,
  `create table governance_findings (
    id uuid primary key, installation_id bigint not null, check_id text not null, subject_kind text not null,
    subject_id text not null, subject_name text not null, repository text, severity text not null, facts jsonb not null,
    owners jsonb not null, opened_at timestamptz not null default now(), seen_at timestamptz not null default now(),
    closed_at timestamptz)`,
  `create unique index governance_findings_open on governance_findings (installation_id, check_id, subject_kind, subject_id)
    where closed_at is null`,
  `create index governance_findings_list on governance_findings (installation_id, opened_at desc, id)`,
  `create table governance_exceptions (
    id uuid primary key, installation_id bigint not null, check_id text not null, subject_kind text not null,
    subject_id text not null, reason text not null, owner text not null, made_by text not null,
    made_at timestamptz not null default now(), ends_at timestamptz not null, ended_at timestamptz)`,
  `create unique index governance_exceptions_open
    on governance_exceptions (installation_id, check_id, subject_kind, subject_id) where ended_at is null`,
  `create table governance_days (
    installation_id bigint not null, day date not null, check_id text not null, open integer not null,
    primary key (installation_id, day, check_id))`,
];
