/** Up to where was looked: heads of branches, repositories, lists, and deliveries that were asked for again. */
export const HEADS: readonly string[] = [
  `create table heads (
    repository_id bigint not null, ref text not null, sha text not null, seen_at timestamptz not null default now(),
    primary key (repository_id, ref))`,
  `create table looks (
    repository_id bigint primary key, pushed_at text, heads_known boolean not null default false,
    looked_at timestamptz not null default now())`,
  `create table bookmarks (key text primary key, value text not null, kept_at timestamptz not null default now())`,
  `create table redeliveries (
    guid text primary key, delivery_id bigint not null, tries integer not null default 0, next_at timestamptz not null)`,
  `alter table installations add column reconciled_at timestamptz`,
];
