/** Which commits held nothing, and which ranges a head was judged for. */
export const PULL_REQUESTS: readonly string[] = [
  `create table clean_commits (
    sha text not null, repository_id bigint not null, rules text not null, read_at timestamptz not null default now(),
    primary key (sha, repository_id))`,
  `create index clean_commits_read_at on clean_commits (read_at)`,
  `create table judged_ranges (
    repository_id bigint not null, head_sha text not null, number integer not null, head_ref text,
    base_sha text not null, base_ref text, rules text not null, judged_at timestamptz not null default now(),
    primary key (repository_id, head_sha, number))`,
  `create index judged_ranges_judged_at on judged_ranges (judged_at)`,
];
