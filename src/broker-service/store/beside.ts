/** The other parts of a leaked token cache, and what the work on a credential told beside its state. */
export const BESIDE: readonly string[] = [
  'alter table broker_revocations add column beside bytea',
  'alter table broker_revocations add column abilities jsonb',
  'alter table broker_revocations add column look_again_at timestamptz',
];
