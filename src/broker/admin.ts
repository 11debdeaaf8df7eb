import type { Secret } from '../base/secret.ts';

/** A credential of the operator at a provider, with which the broker revokes the credentials of others. */
export interface AdminCredential {
  readonly secret: Secret;
  /** What else the provider's requests need and is no secret: an account id, a client id, an access key's id. */
  readonly fields?: Readonly<Record<string, string>>;
}

/**
 * The operator's credentials. Only the broker as its own service has any; the embedded broker has none, so there a
 * person acts.
 */
export interface AdminCredentials {
  /**
   * @param provider as the records name it, such as `openai`
   * @param scope the tenant that asks, such as an installation; a lookup must never cross it
   */
  find(provider: string, scope: string | undefined): AdminCredential | undefined;
}

/** No admin credentials at all. */
export const NO_ADMIN: AdminCredentials = { find: () => undefined };
