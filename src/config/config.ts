import type { TracingConfig } from '../telemetry/tracing-variables.ts';

/** pino's levels. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** The server's configuration, read once from the environment and never changed; see `.env.example`. */
export interface Config {
  readonly app?: {
    readonly id: number;
    readonly privateKey: string;
    /** The first signs, all verify: rotation without a gap. */
    readonly webhookSecrets: readonly string[];
  };
  /** Base of GitHub's REST API without a trailing slash. */
  readonly githubApiUrl: string;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl?: string;
  readonly dataDir: string;
  /** 32 bytes; absent when the embedded database makes and keeps its own. */
  readonly key?: Buffer;
  /** Providers at which the embedded broker acts; for those of all others a person is told. */
  readonly brokerProviders: 'all' | readonly string[];
  /** Origins of the organisation's own servers, by provider. A leaked token is asked about there as well. */
  readonly brokerOrigins: Readonly<Record<string, readonly string[]>>;
  readonly brokerUrl?: string;
  readonly brokerAuth?: string;
  /** Signs what the broker tells by itself. */
  readonly brokerCallbackSecret?: string;
  /** Signs what the webhooks of organisations are told. */
  readonly escalationKey?: Buffer;
  /** Address of the dashboard as people reach it, without a path; absent: the one that the browser asked for. */
  readonly dashboardUrl?: string;
  readonly githubClientId?: string;
  readonly githubClientSecret?: string;
  readonly logLevel: LogLevel;
  /** Absent: nothing is traced. */
  readonly tracing?: TracingConfig;
  /** Hosts and networks that the broker may reach although they are private; empty for all but tests and intranets. */
  readonly egressAllow: string;
  /** Points of requests a minute for each installation: one for a request that reads, five for one that writes. */
  readonly requestPointsPerMinute: number;
  /** Requests a minute that create or change content, for each installation. */
  readonly contentPerMinute: number;
  /** Seconds between two looks at the heads of all branches, and at the deliveries that failed. */
  readonly reconcileSeconds: number;
  /** Seconds between two looks at what GitHub tells nobody about, such as Actions variables. */
  readonly sweepSeconds: number;
  /** Seconds between two readings of a repository for the register of credentials, when nobody pushes to it. */
  readonly registerSeconds: number;
  /** Megabytes of disk that the history of one repository may take while it is read. */
  readonly backfillMaxMb: number;
  /** Seconds after which the reading of a history lets others have a turn. */
  readonly backfillSliceSeconds: number;
}
