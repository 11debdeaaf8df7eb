/** The pull request that replaces what stands on a default branch, and what was suggested in pull requests of people. */
export const FIXES: readonly string[] = [
  `create table fixes (
    repository_id bigint primary key, wanted_at timestamptz, number bigint, attempted_at timestamptz, head_sha text,
    next_sha text, digest text, keys jsonb not null default '[]', told_at timestamptz, told boolean not null default false)`,
  `create table suggestions (
    repository_id bigint not null, pull bigint not null, incident_id uuid not null, path text not null,
    outcome text, attempted_at timestamptz not null default now(),
    primary key (repository_id, pull, incident_id, path))`,
];
