/** What the checks of the register tell whom: when they looked, the issue of each owner and week, and what a check run says. */
export const HYGIENE: readonly string[] = [
  `alter table governance_findings add column changed_at timestamptz not null default now()`,
  `create table governance_looks (installation_id bigint primary key, looked_at timestamptz not null)`,
  `create table hygiene_issues (
    installation_id bigint not null, owner text not null, week text not null, issue_owner text, issue_repository text,
    issue_number integer, issue_attempted_at timestamptz, issue_digest text, told_at timestamptz not null,
    closed_at timestamptz, primary key (installation_id, owner, week))`,
  `create index mcp_servers_name on mcp_servers (installation_id, name)`,
  `alter table checks add column mends jsonb not null default '[]'`,
];
