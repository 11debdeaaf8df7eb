/** What people say on hygiene issues, by the comment, so that a job that runs twice acts once. */
export const FINDING_WORDS: readonly string[] = [
  `create table finding_words (
    source text primary key, installation_id bigint not null, issue text not null, actor text not null, outcome text not null,
    attempted_at timestamptz, answered_at timestamptz, made_at timestamptz not null default now())`,
  `create index finding_words_issue on finding_words (installation_id, issue)`,
];
