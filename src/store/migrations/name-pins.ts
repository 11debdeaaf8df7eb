/** Whom the names of approvers in a policy file meant when they were first read, and the sign-in links that were used. */
export const NAME_PINS: readonly string[] = [
  `create table name_pins (
    installation_id bigint not null, repository_id bigint not null, name text not null, github_id bigint,
    since timestamptz not null default now(), primary key (installation_id, repository_id, name))`,
  `create table spent_links (nonce text primary key, ends_at timestamptz not null)`,
];
