/** Who said what stands beside a value: the organisation's own people, or somebody else. */
export const FACTS_CROWD: readonly string[] = [
  `alter table credentials add column facts_crowd text not null default ''`,
];
