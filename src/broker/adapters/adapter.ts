import type { LeakedCredential, Outcome, RevokeOptions, Trust } from '../broker.ts';

/** Revokes and proves for one kind of provider. May reject; the broker turns that into a `failed` outcome. */
export type Adapter = (
  credential: LeakedCredential,
  trust: Trust,
  options: RevokeOptions,
) => Promise<Outcome>;
