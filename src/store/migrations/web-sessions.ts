/** Who is logged in to the dashboard. */
export const WEB_SESSIONS: readonly string[] = [
  `create table web_sessions (
    id text primary key, login text, github_id bigint, installations jsonb, began_at timestamptz not null default now(),
    seen_at timestamptz not null default now(), checked_at timestamptz not null default now(), ends_at timestamptz not null)`,
  `create index web_sessions_ends on web_sessions (ends_at)`,
];
