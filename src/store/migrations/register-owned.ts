/** Who answers for a secret or a server, by the register's word or CODEOWNERS, as it was at the last look. */
export const REGISTER_OWNED: readonly string[] = [
  `alter table actions_secrets add column owners jsonb not null default '[]'`,
  `alter table mcp_servers add column owners jsonb not null default '[]'`,
];
