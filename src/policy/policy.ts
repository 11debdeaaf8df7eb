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
  readonly issuers: readonly { readonly issuer: string; readonly clientId: string }[];
  readonly servers: readonly RegisteredServer[];
  readonly issues: { readonly repository?: string; readonly labels: readonly string[] };
}

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
  readonly scopes: readonly string[];
  /** It may be asked, with a leaked bearer, for the list of its tools. */
  readonly describeTools?: boolean;
  /** A stream of it may be held open while a leaked bearer is revoked, to see whether it outlives that. */
  readonly watchStreams?: boolean;
}

/** What holds where no policy file exists. */
export const DEFAULT_POLICY: Policy = {
  mode: 'enforce',
  scope: 'mcp',
  ignore: [],
  revoke: { default: 'auto', production: 'ask' },
  variables: 'report',
  logs: 'keep',
  artifacts: 'ignore',
  issuers: [],
  servers: [],
  issues: { labels: ['rekey'] },
};
