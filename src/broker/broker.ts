import type { Secret } from '../base/secret.ts';

/** A leaked credential as the broker needs it: the value and what was written beside it. */
export interface LeakedCredential {
  readonly secret: Secret;
  readonly provider: string;
  readonly type: string;
  /** URL of the MCP server in whose configuration it stood; from scanned text, so hostile until trusted. */
  readonly serverUrl?: string;
  /** OAuth client id that stood beside it; hostile as well. */
  readonly clientId?: string;
}

/** What the organisation's policy allows the broker to talk to. Nothing else from scanned text is contacted. */
export interface Trust {
  /** Authorization servers, by exact issuer identifier (RFC 8414 section 2). */
  readonly issuers: readonly { readonly issuer: string; readonly clientId: string }[];
  /** URLs of registered MCP servers; a leaked bearer may be probed at these origins only. */
  readonly serverUrls: readonly string[];
}

/** How a revocation ended, in the words of the incident's states. */
export type OutcomeState =
  | 'revoked_verified'
  | 'disabled_verified'
  | 'already_inactive'
  | 'expired'
  | 'accepted_unverified'
  | 'manual_required'
  | 'unsupported'
  | 'untrusted_issuer'
  | 'denied_by_policy'
  | 'failed';

/** One observation of the broker, for the timeline: plain words of ours, never text of the provider. */
export interface Evidence {
  readonly at: Date;
  /** `probe_live`, `probe_dead`, `revocation_sent`, `revocation_accepted`, `introspection_inactive`, … */
  readonly event: string;
  /** HTTP status of the answer, when there was one. */
  readonly http?: number;
}

export interface Outcome {
  readonly state: OutcomeState;
  /** Adapter that acted: `mcp-oauth`, `github`, `manual`. */
  readonly adapter: string;
  readonly evidence: readonly Evidence[];
  /** One plain sentence for people: why it ended so, and what is left to do. */
  readonly explanation: string;
  /** The provider's page where a person rotates the credential. */
  readonly rotateUrl?: string;
  /** For `failed` and `accepted_unverified`: worth another try by the queue. */
  readonly retryable?: boolean;
  /** Milliseconds the provider asked to wait before that try. */
  readonly retryAfterMs?: number;
}

export interface Broker {
  /**
   * Revokes the credential at its issuer and proves the result. Safe to repeat: it first asks whether the credential
   * still lives, so a try after a crash sends no second revocation. Never throws for a provider's failure; that is
   * an outcome.
   *
   * @param attemptedBefore an earlier try may have sent the revocation: a credential found dead then counts as
   *   `revoked_verified`, not `already_inactive`
   */
  revoke(
    credential: LeakedCredential,
    trust: Trust,
    options?: { readonly attemptedBefore?: boolean; readonly signal?: AbortSignal },
  ): Promise<Outcome>;
}
