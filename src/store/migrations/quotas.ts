/** GitHub's limits: what is left, and what was written lately, shared by all processes. */
export const QUOTAS: readonly string[] = [
  `create table quotas (
    installation_id bigint primary key, "limit" integer not null, remaining integer not null, reset_at timestamptz not null,
    paused_until timestamptz, seen_at timestamptz not null)`,
  `create table write_budgets (
    installation_id bigint primary key, content_at float8 not null, notices_at float8 not null, issues_at float8 not null)`,
];
