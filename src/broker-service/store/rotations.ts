/** Credentials that are replaced. */
export const ROTATIONS: readonly string[] = [
  `create table broker_rotations (
    id uuid primary key, client text not null, owner text not null, credential text not null, idempotency_key text,
    body_digest text not null, value_digest text not null, request jsonb not null, sealed bytea, successor bytea,
    facts jsonb not null default '{}', before jsonb not null default '[]', tries integer not null default 0,
    tried_at timestamptz, last_tried_at timestamptz, box text, stage text not null, explanation text, overlap_until timestamptz,
    timeline jsonb not null default '[]', attempts integer not null default 0, run_at timestamptz, leased_until timestamptz,
    created_at timestamptz not null, ended_at timestamptz, unique (client, idempotency_key))`,
  `create index broker_rotations_due on broker_rotations (run_at) where run_at is not null`,
];

/** When the breaker let a rotation through, which ends a credential as a revocation does. */
export const ROTATION_STARTS: readonly string[] = [
  'alter table broker_rotations add column started_at timestamptz',
  'create index broker_rotations_recent on broker_rotations (client, owner, started_at)',
  'create index broker_rotations_value on broker_rotations (value_digest)',
];

/** What two rotations must not change at once; the row that is at work holds it. */
export const EXCLUSIVE: readonly string[] = [
  'alter table broker_rotations add column exclusive text',
  'create unique index broker_rotations_exclusive on broker_rotations (exclusive) where ended_at is null',
];
