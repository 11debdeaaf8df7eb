/** Each file of a policy as it could be read last, so that a broken one does not take the other with it. */
export const POLICY_FILES: readonly string[] = [
  `alter table policies add column organisation_file jsonb, add column own_file jsonb`,
];
