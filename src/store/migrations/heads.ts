/** Up to where was looked: heads of branches, repositories, lists, and deliveries that were asked for again. */
export const HEADS: readonly string[] = [
  `create table heads (
    repository_id bigint not null, ref text not null, sha text not null, seen_at timestamptz not null default now(),
    primary key (repository_id, ref))`,
  `create table looks (
    repository_id bigint primary key, pushed_at text, looked_at timestamptz not null default now())`,
  `create table etags (key text primary key, etag text not null, seen_at timestamptz not null default now())`,
  `create table redeliveries (guid text primary key, tries integer not null, next_at timestamptz not null)`,
];
