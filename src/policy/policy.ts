import type { Deadlines } from './deadlines.ts';

/**
 * What an organisation wants, after validation and merge; the file's form is in `policy-file.ts`.
 * Dates are UTC days; durations are seconds.
 */
export interface Policy {
  readonly mode: 'observe' | 'enforce';
  readonly scope: 'mcp' | 'all';
  readonly ignore: readonly IgnoreRule[];
  /** Revocation mode by environment; `default` holds where none matches. */
  readonly revoke: Readonly<Record<string, RevokeMode>> & { readonly default: RevokeMode };
  /**
   * Who may decide about a revocation that waits: `@login` or `@owner/team`. Absent: whoever has the permission `admin` on
   * the repository of the leak.
   */
  readonly approvers?: readonly string[];
  /** What becomes of an Actions variable that holds a credential: a report, or its move into a secret. */
  readonly variables: 'report' | 'quarantine';
  /** What becomes of the log of a workflow run that shows a credential. */
  readonly logs: 'keep' | 'delete';
  /** Whether the artifacts of workflow runs are read. */
  readonly artifacts: 'ignore' | 'scan';
  /**
   * How a replacement is offered: not at all, as suggestions on the lines of a pull request, or for what stands on the
   * default branch as a pull request as well.
   */
  readonly fix: 'off' | 'suggest' | 'pull_request';
  readonly issuers: readonly { readonly issuer: string; readonly clientId: string }[];
  readonly servers: readonly RegisteredServer[];
  readonly issues: IssuePolicy;
  /** Where credentials are used, so that one that leaked is replaced there. The organisation's alone. Absent: nowhere. */
  readonly rotate?: readonly RotateRule[];
  /** How many live credentials are ended before a person is asked. Absent: {@link DEFAULT_BREAKER}. */
  readonly breaker?: BreakerLimits;
  /** Seconds until what waits for a person is overdue, by severity. Absent ones: `DEFAULT_DEADLINES`. */
  readonly deadlines?: Deadlines;
  /** Who hears of what nobody dealt with. The organisation's alone. Absent: nobody but the owner. */
  readonly escalation?: EscalationPolicy;
  /** How the register of credentials is judged. The organisation's alone. Absent: {@link DEFAULT_GOVERNANCE}. */
  readonly governance?: GovernancePolicy;
  /**
   * Who may open the dashboard and sees this installation there: `@login` or `@owner/team`. The organisation's alone.
   * Absent: the organisation's owners, and its approvers.
   */
  readonly dashboard?: { readonly viewers: readonly string[] };
  /** A file of it could never be read: nothing is revoked until it is mended. */
  readonly unreadable?: true;
  /** In `observe` mode providers that offer a dry run are asked whether they would accept the revocation. */
  readonly dryRun?: true;
}

/** Where issues go, and what they tell whom. */
export interface IssuePolicy {
  /** `owner/name`; absent: the repository of the leak. */
  readonly repository?: string;
  readonly labels: readonly string[];
  /** `none`: nobody is assigned. Absent: the owner of the credential. */
  readonly assign?: 'owner' | 'none';
  /**
   * What is written where the public reads, until the credential is dead. `advisory`: everything, in a draft security
   * advisory that the public cannot read, and no issue. Absent: an issue in neutral words.
   */
  readonly public?: 'neutral' | 'advisory';
}

/** What the checks of the register measure by, and where they tell what they find. Times are seconds. */
export interface GovernancePolicy {
  /** One issue for each owner and week, the dashboard alone, or no checks at all. */
  readonly hygiene: 'issues' | 'dashboard' | 'off';
  /** Longest life of a token where the register of servers says nothing else. */
  readonly maxTokenSeconds: number;
  /** So old a static credential may become. */
  readonly maxAgeSeconds: number;
  /** So long a credential may go unused. */
  readonly unusedSeconds: number;
  /** Ids of checks that are not made. */
  readonly off: readonly string[];
}

/** Who is called when a credential is long overdue. */
export interface EscalationPolicy {
  /** `@organisation/team` or `@login`. */
  readonly team?: string | undefined;
  /** Address of a webhook, https. */
  readonly webhook?: string | undefined;
}

/** So many live credentials of one installation within so many minutes. */
export interface BreakerLimits {
  readonly credentials: number;
  readonly minutes: number;
}

/** One credential, by what a leak of it looks like, and the place to which its successor goes. */
export interface RotateRule {
  readonly provider: string;
  readonly type?: string;
  /** Its name where it leaks, in any case; `key`, `server` or both are there, but for a variable. */
  readonly key?: string;
  readonly server?: string;
  readonly target: RotateTarget;
  /** `owner/name` of those in which a leak of it counts. Absent: any, where the target says whose it is. */
  readonly repositories?: readonly string[];
  /** How long the old one may live on once the new one is in its place, in seconds. */
  readonly overlapSeconds: number;
  /** It is replaced once it is so old, in seconds, also when it did not leak; only of what stands in Vault. */
  readonly everySeconds?: number;
}

/**
 * A secret of GitHub Actions; the one that takes the place of the variable in which it leaked; or a field in the Vault that
 * the operator opened to the broker.
 */
export type RotateTarget =
  | {
      readonly kind: 'secret';
      readonly scope: 'repository' | 'environment' | 'organization';
      /** Upper case. */
      readonly name: string;
      readonly environment?: string;
      /** `owner/name`; absent: the repository of the leak, which must be one of `repositories`. */
      readonly repository?: string;
      /** The secret that holds the public half, for credentials of two parts. */
      readonly keyIdName?: string;
    }
  | {
      readonly kind: 'variable';
      /** `repository`: also of its environments. */
      readonly scope: 'repository' | 'organization';
    }
  | { readonly kind: 'vault'; readonly path: string; readonly field: string };

export type RevokeMode = 'auto' | 'ask' | 'never';

export interface IgnoreRule {
  /** minimatch glob over the path in the repository. */
  readonly path: string;
  readonly reason: string;
  /** Last day (YYYY-MM-DD, inclusive) on which the rule holds. */
  readonly until: string;
}

export interface RegisteredServer {
  readonly name: string;
  readonly url: string;
  readonly owner?: string;
  readonly environments: readonly string[];
  readonly maxTtlSeconds?: number;
  /** So old a secret that it takes may become before it is to be rotated; absent: `governance.max_age`. */
  readonly maxAgeSeconds?: number;
  readonly scopes: readonly string[];
  /** Last day (YYYY-MM-DD) on which it is used: the end of a test or of an onboarding. */
  readonly until?: string;
  /** It may be asked, with a leaked bearer, for the list of its tools. */
  readonly describeTools?: boolean;
  /** A stream of it may be held open while a leaked bearer is revoked, to see whether it outlives that. */
  readonly watchStreams?: boolean;
}

/** What holds where the organisation says nothing. */
export const DEFAULT_BREAKER: BreakerLimits = { credentials: 20, minutes: 10 };

/** What holds where the organisation says nothing. */
export const DEFAULT_GOVERNANCE: GovernancePolicy = {
  hygiene: 'issues',
  maxTokenSeconds: 3600,
  maxAgeSeconds: 90 * 86_400,
  unusedSeconds: 90 * 86_400,
  off: [],
};

/** What holds where no policy file exists. */
export const DEFAULT_POLICY: Policy = {
  mode: 'enforce',
  scope: 'mcp',
  ignore: [],
  revoke: { default: 'auto', production: 'ask' },
  variables: 'report',
  logs: 'keep',
  artifacts: 'ignore',
  fix: 'suggest',
  issuers: [],
  servers: [],
  issues: { labels: ['rekey'] },
};
