import type { Finding } from '../detect/finding.ts';
import { findServer } from './find-server.ts';
import { globCovers } from './ignore-glob.ts';
import { revokeModeFor } from './merge-revoke.ts';
import type { IgnoreRule, Policy, RegisteredServer, RevokeMode } from './policy.ts';

/** What the policy looks at in a finding: everything but the secret and the position. */
export type JudgedFinding = Pick<Finding, 'surface' | 'confidence' | 'server' | 'serverUrl'>;

/** Where and when the finding is judged. */
export interface Circumstances {
  /** Path in the repository. */
  readonly path: string;
  /** UTC day, YYYY-MM-DD; see {@link utcDay}. */
  readonly today: string;
  /** The text speaks of MCP, although it is no known surface. Default: false. */
  readonly mcpContext?: boolean;
}

/** What is to be done about a finding. */
export interface Decision {
  /** False: out of scope, ignored, or too unsure. Nothing is recorded as a leak and nobody is told. */
  readonly report: boolean;
  /** The rule that hides it. */
  readonly ignored?: IgnoreRule;
  /** The check run fails, if the credential came with the judged commits. */
  readonly fail: boolean;
  readonly revoke: RevokeMode;
  /** Environment by the register of servers; absent where the server is not registered or has none. */
  readonly environment?: string;
}

const CAUTION: readonly RevokeMode[] = ['never', 'ask', 'auto'];

/** The UTC day of a moment, as the policy writes days. */
export function utcDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function isInScope(finding: JudgedFinding, policy: Policy, mcpContext: boolean): boolean {
  return policy.scope === 'all' || finding.surface !== 'text' || mcpContext;
}

/** A credential of a server in several environments may be that of the most delicate one, so caution decides. */
function environmentOf(server: RegisteredServer | undefined, modes: Policy['revoke']): string | undefined {
  const caution = (environment: string) => CAUTION.indexOf(revokeModeFor(modes, environment));
  return server?.environments.toSorted((a, b) => caution(a) - caution(b))[0];
}

/**
 * Decides about one finding. Pure. In `observe` mode findings are reported, but nothing fails and nothing is revoked.
 * An ignore rule holds through its last day (UTC).
 */
export function decide(finding: JudgedFinding, policy: Policy, circumstances: Circumstances): Decision {
  const { path, today, mcpContext = false } = circumstances;
  const hidden = { report: false, fail: false, revoke: 'never' } as const;
  if (finding.confidence === 'low' || !isInScope(finding, policy, mcpContext)) return hidden;
  const ignored = policy.ignore.find((rule) => today <= rule.until && globCovers(rule.path, path));
  if (ignored) return { ...hidden, ignored };
  const environment = environmentOf(findServer(finding, policy.servers), policy.revoke);
  const enforces = policy.mode === 'enforce';
  return {
    report: true,
    fail: enforces,
    revoke: enforces ? revokeModeFor(policy.revoke, environment) : 'never',
    ...(environment === undefined ? {} : { environment }),
  };
}
