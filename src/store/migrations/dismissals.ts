/** For which repositories the word of a person holds who set a credential aside; 0 for all of them. */
export const DISMISSALS: readonly string[] = [
  `create table dismissals (
    incident_id uuid not null references incidents, repository_id bigint not null, said_at timestamptz not null default now(),
    primary key (incident_id, repository_id))`,
];
