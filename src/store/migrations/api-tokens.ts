/** Tokens of the JSON API. */
export const API_TOKENS: readonly string[] = [
  `create table api_tokens (
    id uuid primary key, hash text not null unique, name text not null, installations jsonb not null,
    created_at timestamptz not null default now(), expires_at timestamptz not null, last_used_at timestamptz,
    revoked_at timestamptz)`,
];
