import type { Logger } from 'pino';
import type { Keys } from '../../base/keys.ts';
import type { Broker } from '../../broker/broker.ts';
import type { GuardedFetch } from '../../broker/guarded-fetch.ts';
import type { Successors } from '../../broker/successors.ts';
import type { GitHub } from '../../github/client.ts';
import type { Heads } from '../../inventory/heads.ts';
import type { CleanCommits } from '../../inventory/clean-commits.ts';
import type { CheckRuns } from '../../inventory/check-runs.ts';
import type { Database } from '../../store/database.ts';
import type { Metrics } from '../../base/metrics.ts';
import type { InstallationGate } from '../installations/installation-gate.ts';
import type { CodeOwnersCache } from '../report/code-owners-cache.ts';
import type { PolicyCache } from '../judge/policy-cache.ts';
import type { Queue } from './queue.ts';

/** How often what nobody tells is looked at; seconds, set by the operator. */
export interface Intervals {
  /** Heads of branches, and deliveries that failed. */
  readonly reconcileSeconds: number;
  /** Actions variables and the like. */
  readonly sweepSeconds: number;
  /** The register of a repository to which nobody pushes. */
  readonly registerSeconds: number;
}

/** Where and how histories are read. */
export interface BackfillSettings {
  /** Repositories are fetched to folders in it, one at a time for each installation. */
  readonly folder: string;
  /** Largest repository, on the disk. */
  readonly maxBytes: number;
  /** After so long a job leaves the rest to another, so that all installations get on. */
  readonly sliceMs: number;
}

/** How the webhooks of organisations are told. */
export interface Escalation {
  /** Signs what is sent. */
  readonly key: Buffer;
  readonly fetch: GuardedFetch;
}

/** What every job needs; made once by `serve`. */
export interface JobContext {
  readonly db: Database;
  readonly keys: Keys;
  readonly queue: Queue;
  readonly github: GitHub;
  readonly broker: Broker;
  /** Only with a broker of its own. */
  readonly successors?: Successors;
  readonly policyCache: PolicyCache;
  readonly codeOwners: CodeOwnersCache;
  readonly checkRuns: CheckRuns;
  readonly cleanCommits: CleanCommits;
  readonly heads: Heads;
  readonly gate: InstallationGate;
  readonly metrics: Metrics;
  /** Only where the operator set a secret to sign with. */
  readonly escalation?: Escalation;
  /** The way to what the organisation's policy names, such as the metadata of its servers. */
  readonly egress?: GuardedFetch;
  readonly intervals: Intervals;
  readonly backfill: BackfillSettings;
  readonly log: Logger;
}
