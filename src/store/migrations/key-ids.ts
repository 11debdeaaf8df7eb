/** The public half of credentials of two parts: an AWS key's id, a webhook's id. */
export const KEY_IDS: readonly string[] = ['alter table credentials add column key_id text'];
