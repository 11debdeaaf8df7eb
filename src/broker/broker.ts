import type { Secret } from '../base/secret.ts';
import type { Plan } from './plan.ts';

/** A leaked credential as the broker needs it: the value and what was written beside it. */
export interface LeakedCredential {
  readonly secret: Secret;
  readonly provider: string;
  readonly type: string;
  /** URL of the MCP server in whose configuration it stood; from scanned text, so hostile until trusted. */
  readonly serverUrl?: string;
  /** OAuth client id that stood beside it; hostile as well. */
  readonly clientId?: string;
  /**
   * The public half of a credential of two parts, which stood beside it: an AWS access key id, a Twilio key's SID, a
   * webhook's id. Hostile; an adapter takes it only in the provider's exact form.
   */
  readonly keyId?: string;
  /**
   * The provider's id of the credential, found by its value: the broker issued it, or its operator registered it. Never
   * from scanned text, and never because a caller says so.
   */
  readonly credentialId?: string;
  /** The tenant that asks. The operator's credentials of another tenant are not used. */
  readonly scope?: string;
  /** What leaked in the same place and belongs to the same OAuth client. */
  readonly beside?: LeakedBeside;
}

/**
 * The other parts of a leaked OAuth token cache. They leaked as well, so they may be used to end each other, at the
 * trusted issuer only.
 */
export interface LeakedBeside {
  readonly accessToken?: Secret;
  readonly refreshToken?: Secret;
  readonly clientSecret?: Secret;
  /** `registration_access_token` of RFC 7592. */
  readonly registrationToken?: Secret;
  /** `registration_client_uri` of RFC 7592; hostile until it is at a trusted issuer's origin. */
  readonly registrationUri?: string;
}

/** What may leak beside one of them, and be a credential of its own. */
export type SecretPart = Exclude<keyof LeakedBeside, 'registrationUri'>;

/** One authorization server that the organisation trusts with a leaked token. */
export interface TrustedIssuer {
  /** Compared as it is written, without normalising: RFC 8414 section 3.3. */
  readonly issuer: string;
  /** Client id that the broker has there; a public client (RFC 7009 section 2.1, authentication `none`). */
  readonly clientId: string;
  /** Origin of its revocation and introspection endpoints when they are not at the issuer's own origin. */
  readonly endpointOrigin?: string;
}

/** One MCP server that the organisation registered. */
export interface TrustedServer {
  /** A leaked bearer may be probed at its origin only. */
  readonly url: string;
  /** Ask it, with the leaked bearer and before that is revoked, which tools the bearer opens. */
  readonly describeTools?: boolean;
  /** Hold a stream of it open while its bearer is revoked, to see whether the stream outlives it. */
  readonly watchStreams?: boolean;
}

/** What the organisation's policy allows the broker to talk to. Nothing else from scanned text is contacted. */
export interface Trust {
  /** Authorization servers, by exact issuer identifier (RFC 8414 section 2). */
  readonly issuers: readonly TrustedIssuer[];
  /** Registered MCP servers, each with what it may be asked. */
  readonly servers: readonly TrustedServer[];
}

/** How a revocation ended, in the words of the incident's states. */
export type OutcomeState =
  | 'revoked_verified'
  | 'disabled_verified'
  | 'already_inactive'
  | 'expired'
  | 'accepted_unverified'
  | 'approval_needed'
  | 'manual_required'
  | 'unsupported'
  | 'untrusted_issuer'
  | 'denied_by_policy'
  | 'failed';

/** One observation of the broker, for the timeline: plain words of ours, never text of the provider. */
export interface Evidence {
  readonly at: Date;
  /**
   * `probe_live`, `probe_dead`, `probe_failed` (no clear answer), `dry_run_accepted`, `dry_run_refused`,
   * `revocation_sent`, `revocation_accepted`, `revocation_refused`, `introspection_active`,
   * `introspection_inactive`. For MCP's OAuth also `refresh_revocation_sent` (of the refresh token that leaked beside
   * it), `refresh_refused` (a refresh with it), `refresh_issued` (it still gave tokens, which were revoked at once),
   * `tools_listed`, `stream_opened`, `stream_ended`, `stream_outlives_token`, `client_found`, `client_removed`,
   * `client_gone`, `client_refused`, `token_outlives_client`.
   */
  readonly event: string;
  /** HTTP status of the answer, when there was one. */
  readonly http?: number;
}

export interface Outcome {
  readonly state: OutcomeState;
  /** Adapter that acted: `mcp-oauth`, `manual`, or the provider of a record such as `github`. */
  readonly adapter: string;
  readonly evidence: readonly Evidence[];
  /** One plain sentence for people: why it ended so, and what is left to do. */
  readonly explanation: string;
  /** The provider's page where a person rotates the credential. */
  readonly rotateUrl?: string;
  /** Nothing was changed: what is told is what would happen. */
  readonly dryRun?: true;
  /** A broker of its own is still at work: nothing failed, look again later. */
  readonly pending?: true;
  /** For `failed` and `accepted_unverified`: worth another try by the queue. */
  readonly retryable?: boolean;
  /** Milliseconds the provider asked to wait before that try. */
  readonly retryAfterMs?: number;
  /** For `unsupported` and `manual_required`: nothing can be done before this time, and then it is worth another look. */
  readonly lookAgainAt?: Date;
  /** What the credential could do, where the policy let the broker ask. */
  readonly abilities?: Abilities;
}

/** The tools that an MCP server offered to a leaked bearer. */
export interface Abilities {
  /** At most 200; never called. */
  readonly tools: readonly ToolAbility[];
  /** There were more than are listed. */
  readonly more?: true;
}

/** One tool, as its server describes it: claims, not facts. */
export interface ToolAbility {
  /** Bounded, of plain characters, without any part of the token. Still a server's text: no markup. */
  readonly name: string;
  /** The server's `readOnlyHint`; absent where it says nothing. */
  readonly readOnly?: boolean;
  /** The server's `destructiveHint`; absent where it says nothing. */
  readonly destructive?: boolean;
}

/**
 * What is wanted. `safest` (the default): disable where that can be undone, else revoke. `disable`: only what can be
 * undone. `revoke`: end it for good. `dry_run`: change nothing.
 */
export type RevokeAction = 'safest' | 'disable' | 'revoke' | 'dry_run';

/** Where a credential leaked and for whom it is ended: what a broker of its own must know before it acts. */
export interface Leak {
  readonly installationId: number;
  readonly owner: string;
  readonly repository: string;
  readonly private: boolean;
  readonly detectedAt: Date;
  /** Names the incident in what the broker tells later. */
  readonly reference: string;
  /** Stands for an outsider who alone brought it; absent for people of the organisation. */
  readonly broughtBy?: string;
}

/**
 * What shows that a credential lives: its place took it (`probe_live`), its issuer said so (`introspection_active`), a
 * refresh token was taken (`refresh_issued`), or a registration token was, at the address of its client (`client_found`).
 */
export const SIGHTS = ['probe_live', 'introspection_active', 'refresh_issued', 'client_found'] as const;
export type Sight = (typeof SIGHTS)[number];

/** What is known of earlier tries, and how to stop this one. */
export interface RevokeOptions {
  /** Needed by a broker of its own; the embedded one acts without. */
  readonly leak?: Leak;
  readonly action?: RevokeAction;
  /**
   * An earlier try may have sent the revocation: a credential found dead then counts as `revoked_verified`, not
   * `already_inactive`.
   */
  readonly attemptedBefore?: boolean;
  /**
   * How earlier tries saw the credential alive, with the same facts beside it as now. A refusal where it was taken before
   * proves that it died; without this it could as well be a place that it was never meant for.
   */
  readonly seen?: readonly Sight[];
  /**
   * Is told, and waited for, before anything ends a credential that was seen alive in this try and whose end would prove
   * nothing without that: the sight has to outlive a crash. Also of another part of the same leak, which this one's end
   * takes along.
   */
  readonly onSight?: (sights: readonly Evidence[], part?: SecretPart) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** What a provider says of a credential: bounded, scrubbed of the value and of control characters. */
export interface Description {
  /** Null when the question got no clear answer. */
  readonly active: boolean | null;
  /**
   * It was refused where what stands beside it says that it belongs. That is no clear answer, but proves of one that was
   * seen alive there (`probe_live`) that it died.
   */
  readonly refused?: true;
  readonly owner?: string;
  readonly principalKind: 'user' | 'bot' | 'service' | 'org' | 'unknown';
  /** Origin that knows the credential. */
  readonly issuer?: string;
  readonly scopes: readonly string[];
  readonly environment?: string;
  readonly issuedAt?: Date;
  readonly expiresAt?: Date;
  readonly lastUsedAt?: Date;
  /** For whom it is meant (`aud`): for MCP the server's URL. */
  readonly audience?: readonly string[];
  /** What it could do, where the policy let the broker ask. */
  readonly abilities?: Abilities;
  /** `offline`: nobody was asked. `provider`: the provider answered. */
  readonly source: 'offline' | 'provider';
}

/** How a description is asked for. */
export interface DescribeOptions {
  readonly signal?: AbortSignal;
  /**
   * A revocation follows at once and waits for this: what it asks anyway is left out (an MCP server's answer to a
   * bearer, its tools), and nobody is asked who could only say that the credential lives.
   */
  readonly beforeRevocation?: boolean;
}

export interface Broker {
  /**
   * Revokes the credential at its issuer and proves the result. Safe to repeat: it first asks whether the credential
   * still lives, so a try after a crash sends no second revocation. Never throws for a provider's failure; that is
   * an outcome.
   */
  revoke(credential: LeakedCredential, trust: Trust, options?: RevokeOptions): Promise<Outcome>;
  /**
   * Asks the provider, with the credential itself, whose it is and what it may do. Changes nothing, sends the value to
   * the same places as `revoke`, and never throws: what is not known is absent.
   */
  describe?(credential: LeakedCredential, trust: Trust, options?: DescribeOptions): Promise<Description>;
  /** What {@link revoke} would do. Asks nobody; absent for a broker of which nothing is known beforehand. */
  plan?(credential: LeakedCredential, trust: Trust): Plan;
}
