/** The branch of a fix is not always the first choice: anybody who may push can take a name before. */
export const FIX_BRANCHES: readonly string[] = [
  `alter table fixes add column branch text`,
  `update fixes set branch = 'rekey/fix' where head_sha is not null or next_sha is not null or number is not null`,
];
