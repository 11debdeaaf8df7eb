/** Replacements of leaked credentials, one for each incident. */
export const ROTATIONS: readonly string[] = [
  `create table rotations (
    incident_id uuid primary key references incidents, installation_id bigint not null, stage text not null,
    target jsonb not null, overlap_seconds integer not null, rule_id text, credential_id text, key_id text,
    public_key text, rotation_id uuid, successor_id text, explanation text,
    created_at timestamptz not null default now(), asked_at timestamptz, delivered_at timestamptz)`,
];

/** The provider's ids of credentials are the broker's affair: it finds them by the values. */
export const ROTATIONS_WITHOUT_IDS: readonly string[] = [
  'alter table rotations drop column rule_id, drop column credential_id, drop column successor_id',
];
