/** Risks that people accepted for a time, and how sure it is that what stands at a place is a credential. */
export const COMMANDS: readonly string[] = [
  `create table accepted_risks (
    incident_id uuid primary key references incidents, ends_at timestamptz not null, state text not null,
    explanation text, rotate_url text)`,
  `create index accepted_risks_end on accepted_risks (ends_at)`,
  `alter table exposures add column confidence text`,
];
