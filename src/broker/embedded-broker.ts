import type { AdminCredentials } from './admin.ts';
import type { Adapter } from './adapters/adapter.ts';
import { describeRecord, UNKNOWN_CREDENTIAL } from './adapters/describe-record.ts';
import { createManualAdapter } from './adapters/manual.ts';
import { rehearseToken } from './adapters/mcp-oauth/rehearse-token.ts';
import { createMcpOauth } from './adapters/mcp-oauth.ts';
import { BulkSender } from './adapters/record/bulk.ts';
import { RateLimits } from './adapters/record/rate-limits.ts';
import { findRecord, PROVIDER_RECORDS } from './adapters/records/all-records.ts';
import type { RecordOptions } from './adapters/record/open-session.ts';
import { createRecordAdapter } from './adapters/run-record.ts';
import type { Broker, Description, LeakedCredential, Outcome } from './broker.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { Journal } from './journal.ts';
import { createPlanner } from './planner.ts';
import { doubtDeath, doubtRefusal, placeGitHub } from './place-github.ts';
import { PATIENT_WAITS } from './prove-dead.ts';

/** How a broker is made. */
export interface BrokerOptions {
  /** The only way out; the caller closes it. */
  readonly fetch: GuardedFetch;
  /** Base of GitHub's REST API, from the operator's configuration. */
  readonly githubApiUrl: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Before each look after a revocation, in milliseconds. */
  readonly waits?: readonly number[];
  /** Providers by whose records the broker acts; for those of all others a person is told. `all`: every record. */
  readonly acting?: 'all' | readonly string[];
  /** Origins of the organisation's own servers, by provider. */
  readonly operatorOrigins?: Readonly<Record<string, readonly string[]>>;
  /** The operator's credentials at providers; the embedded broker has none. */
  readonly admin?: AdminCredentials;
  readonly limits?: RateLimits;
  /** Addresses in place of pinned origins. Only a test has any: nothing that can be configured ends up here. */
  readonly bases?: ReadonlyMap<string, string>;
}

/**
 * The broker inside Rekey's own process, and the core of the broker as its own service. Without admin credentials it
 * acts where the leaked value alone is enough, and otherwise says where a person has to act.
 */
export function createEmbeddedBroker(options: BrokerOptions): Broker {
  const { fetch, now = Date.now, waits = PATIENT_WAITS, acting = ['github'] } = options;
  const github = placeGitHub(options.githubApiUrl.replace(/\/$/, ''), options.operatorOrigins?.['github']);
  const { listed } = github;
  const bases = new Map([...github.bases, ...(options.bases ?? [])]);
  const operatorOrigins = { ...options.operatorOrigins, github: listed };
  // One count of requests for all records, so that a provider's limit holds for the whole process.
  const limits = options.limits ?? new RateLimits();
  const bulk = new BulkSender(limits);
  const recordOptions: RecordOptions = { ...options, now, waits, bases, operatorOrigins, limits, bulk };
  const manual = createManualAdapter({ now });
  const mcp = createMcpOauth({ fetch, now, waits });
  const isActing = (provider: string) => acting === 'all' || acting.includes(provider);
  const adapters: ReadonlyMap<string, Adapter> = new Map(
    PROVIDER_RECORDS.map((record) => [record.id, createRecordAdapter(record, recordOptions)]),
  );
  const recordFor = ({ provider, type }: LeakedCredential) =>
    isActing(provider) ? findRecord(provider, type) : undefined;
  const choose = (credential: LeakedCredential): Adapter => {
    const ofMcp = credential.provider === 'mcp' ? mcp.adapterFor(credential.type) : undefined;
    if (ofMcp) return ofMcp;
    return adapters.get(recordFor(credential)?.id ?? '') ?? manual;
  };

  return {
    plan: createPlanner({ ...recordOptions, acting, now }),
    async revoke(credential, trust, revokeOptions = {}): Promise<Outcome> {
      const { action, signal } = revokeOptions;
      try {
        if (action === 'dry_run' && credential.provider === 'mcp')
          return rehearseToken(await mcp.describe(credential, trust, signal ? { signal } : {}));
        const outcome = await choose(credential)(credential, trust, revokeOptions);
        if (credential.provider !== 'github') return outcome;
        return doubtDeath(outcome, credential, trust, { ...revokeOptions, listed });
      } catch {
        // The error is dropped on purpose: one that nobody foresaw may hold the value.
        return new Journal('embedded', now).end('failed', UNEXPECTED, { retryable: true });
      }
    },
    async describe(credential, trust, describeOptions = {}): Promise<Description> {
      const record = recordFor(credential);
      try {
        if (credential.provider === 'mcp') return await mcp.describe(credential, trust, describeOptions);
        if (!record) return UNKNOWN_CREDENTIAL;
        const description = await describeRecord(record, recordOptions, credential, describeOptions);
        if (credential.provider !== 'github') return description;
        return doubtRefusal(description, credential, trust, listed);
      } catch {
        return UNKNOWN_CREDENTIAL;
      }
    },
  };
}

const UNEXPECTED = 'The revocation was interrupted by an unexpected error: it will be tried again.';
