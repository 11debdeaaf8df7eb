/** What the authorization server of the MCP server keeps, and to which agents people have given access. */
export const MCP_OAUTH: readonly string[] = [
  `create table oauth_records (
    model text not null, id text not null, payload jsonb not null, grant_id text, client_id text, consumed_at timestamptz,
    made_at timestamptz not null default now(), ends_at timestamptz not null, primary key (model, id))`,
  `create index oauth_records_grant on oauth_records (grant_id)`,
  `create index oauth_records_client on oauth_records (client_id)`,
  `create index oauth_records_ends on oauth_records (ends_at)`,
  `create table agent_grants (
    id text primary key, client_id text not null, client text not null, login text not null, github_id bigint not null,
    installations jsonb not null, began_at timestamptz not null default now(), checked_at timestamptz not null default now(),
    ends_at timestamptz not null)`,
];
