/** The broker's tables. They have names of their own, so that they could stand beside the App's in one database. */
export const FIRST: readonly string[] = [
  `create table broker_revocations (
    id uuid primary key, client text not null, owner text not null, idempotency_key text, body_digest text not null,
    value_digest text not null, request jsonb not null, sealed bytea, state text not null, adapter text, explanation text,
    manual_url text, retryable boolean, blast text, approved boolean not null default false, seen_live boolean not null default false,
    attempts integer not null default 0, probes integer not null default 0, started_at timestamptz, run_at timestamptz, leased_until timestamptz,
    created_at timestamptz not null, ended_at timestamptz, unique (client, idempotency_key))`,
  `create index broker_revocations_due on broker_revocations (run_at) where run_at is not null`,
  `create index broker_revocations_recent on broker_revocations (client, owner, started_at)`,
  `create index broker_revocations_value on broker_revocations (value_digest)`,
  `create table broker_steps (
    id bigint generated always as identity primary key, revocation_id uuid not null references broker_revocations on delete cascade,
    at timestamptz not null, event text not null, http integer)`,
  `create index broker_steps_revocation on broker_steps (revocation_id, id)`,
  `create table broker_seen (client text not null, id text not null, expires_at timestamptz not null, primary key (client, id))`,
  `create index broker_seen_expires on broker_seen (expires_at)`,
  `create table broker_keys (
    kid text primary key, public_jwk jsonb not null, sealed bytea not null, created_at timestamptz not null, expires_at timestamptz not null)`,
  `create table broker_messages (
    id uuid primary key, kind text not null, target text not null, body text not null, attempts integer not null default 0,
    run_at timestamptz not null, created_at timestamptz not null)`,
  `create index broker_messages_due on broker_messages (run_at)`,
  `create table broker_breakers (
    client text not null, owner text not null, tripped_at timestamptz, reset_at timestamptz not null, primary key (client, owner))`,
];
