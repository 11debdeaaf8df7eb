/** Successors that the broker issued at providers whose values show no id, so that they can be ended and replaced in turn. */
export const ISSUED: readonly string[] = [
  `create table broker_issued (
    owner text not null, provider text not null, value_digest text not null, credential_id text not null,
    issued_at timestamptz not null, primary key (owner, provider, value_digest))`,
];

/** One for each; kept, since a credential may leak years later. */
export interface IssuedRow {
  owner: string;
  provider: string;
  /** The broker's own HMAC of the value. */
  value_digest: string;
  credential_id: string;
  issued_at: Date;
}
