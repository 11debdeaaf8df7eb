/** Histories that are read, and the exposures that they gave. */
export const BACKFILLS: readonly string[] = [
  `create table backfills (
    repository_id bigint primary key, installation_id bigint not null, owner text not null, name text not null,
    state text not null, heads bytea, others bytea, total integer, done integer not null default 0,
    list integer not null default 0, page integer not null default 1,
    left_out integer not null default 0, attempts integer not null default 0, next_at timestamptz not null default now(),
    error text, asked_at timestamptz not null default now(), started_at timestamptz, finished_at timestamptz,
    updated_at timestamptz not null default now())`,
  `create index backfills_installation on backfills (installation_id, state)`,
  `alter table exposures add column history boolean not null default false`,
];
