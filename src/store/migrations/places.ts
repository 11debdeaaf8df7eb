/** Places that are no commit, what is known of installations and their branches, and what is urgent. */
export const PLACES: readonly string[] = [
  `alter table exposures add column kind text not null default 'commit', add column place jsonb, add column at_head boolean`,
  `create index exposures_repository on exposures (repository_id, kind)`,
  `alter table check_exposures add column at_head boolean`,
  `alter table incidents add column urgent_at timestamptz`,
  `alter table repositories add column default_branch text, add column archived boolean not null default false,
    add column removed_at timestamptz`,
  `create index repositories_installation on repositories (installation_id)`,
  `create table installations (
    id bigint primary key, owner text not null, owner_type text not null, suspended_at timestamptz,
    deleted_at timestamptz, updated_at timestamptz not null default now())`,
  `create table gaps (
    installation_id bigint not null, permission text not null, noticed_at timestamptz not null default now(),
    told_at timestamptz, primary key (installation_id, permission))`,
  `create table schedules (name text primary key, next_at timestamptz not null)`,
];
