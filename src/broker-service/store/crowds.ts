/** A breaker for each name of whoever brought what it counts; empty for the owner's own people. */
export const CROWDS: readonly string[] = [
  `alter table broker_breakers add column brought_by text not null default ''`,
  'alter table broker_breakers drop constraint broker_breakers_pkey',
  'alter table broker_breakers add primary key (client, owner, brought_by)',
];
