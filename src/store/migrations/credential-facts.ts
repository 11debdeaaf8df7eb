/** What was learned of a credential before it died: whose it was and what it could do. */
export const CREDENTIAL_FACTS: readonly string[] = [
  `create table credential_facts (
    credential_id uuid primary key references credentials, owner text, principal_kind text not null, issuer text,
    scopes jsonb not null, audience jsonb not null, environment text, issued_at timestamptz, expires_at timestamptz,
    last_used_at timestamptz, tools jsonb, more_tools boolean not null, source text not null,
    described_at timestamptz not null default now())`,
];
