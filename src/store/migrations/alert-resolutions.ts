/** How an alert was resolved last, so that another end of its credential can take the place of that. */
export const ALERT_RESOLUTIONS: readonly string[] = [
  `alter table alerts add column resolution text`,
  `update alerts set resolution = 'revoked' where resolved_at is not null`,
];
