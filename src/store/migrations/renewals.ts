/** What is replaced on a schedule: a field in Vault each, names and ids only. */
export const RENEWALS: readonly string[] = [
  `create table renewals (
    id uuid primary key, installation_id bigint not null, place text not null, provider text not null, type text not null,
    server text, key text, rotation_id uuid, asked_at timestamptz, due_at timestamptz, done_at timestamptz, failure text,
    created_at timestamptz not null default now(), unique (installation_id, place))`,
];
