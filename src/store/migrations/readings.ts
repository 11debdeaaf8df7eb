/** When people and programs of theirs last read what, to the hour, so that the audit trail says it once an hour. */
export const READINGS: readonly string[] = [
  `create table readings (
    reader text not null, what text not null, hour timestamptz not null, primary key (reader, what))`,
  'alter table agent_grants add column last_used_at timestamptz',
];
