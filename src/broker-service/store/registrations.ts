/** Registration access tokens (RFC 7592) that servers gave in place of those in the operator's file. */
export const REGISTRATIONS: readonly string[] = [
  `create table broker_registrations (
    owner text not null, client_id text not null, sealed bytea not null, primary key (owner, client_id))`,
];

/** One for each client. */
export interface RegistrationRow {
  owner: string;
  client_id: string;
  /** AES-256-GCM of the token. */
  sealed: Uint8Array;
}
