/**
 * Who could have put a credential where it is, and a circuit breaker for each such crowd. What was there before counts as
 * the organisation's own, as it did.
 */
export const CROWDS: readonly string[] = [
  `alter table exposures add column crowd text not null default ''`,
  `alter table breakers add column crowd text not null default ''`,
  `alter table breakers drop constraint breakers_pkey`,
  `alter table breakers add primary key (installation_id, crowd)`,
  `alter table admissions add column crowd text not null default ''`,
  `alter table pauses add column outsiders boolean not null default false`,
  `create unique index pauses_of_outsiders on pauses (installation_id) where outsiders and ended_at is null`,
];
