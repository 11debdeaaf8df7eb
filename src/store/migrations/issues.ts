/** Who brought a credential and whose it is, who was assigned to its issue, and the private advisory that came before it. */
export const ISSUES: readonly string[] = [
  `alter table exposures add column author text`,
  `alter table incidents add column issue_assigned_at timestamptz`,
  `create table credential_owners (
    credential_id uuid primary key references credentials, owners jsonb not null, source text not null,
    settled_at timestamptz not null default now())`,
  `create table advisories (
    incident_id uuid primary key references incidents, owner text not null, repository text not null, ghsa_id text,
    digest text, attempted_at timestamptz not null default now())`,
];
