/** The check runs `Rekey policy` of commits that change a policy file; other check runs no longer show its errors. */
export const POLICY_CHECKS: readonly string[] = [
  `create table policy_checks (
    repository_id bigint not null, head_sha text not null, installation_id bigint not null, before_sha text,
    of_fork boolean not null, check_run_id bigint, digest text, created_at timestamptz not null default now(),
    primary key (repository_id, head_sha))`,
  `alter table checks drop column policy_errors`,
];
