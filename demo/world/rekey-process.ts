import { generateKeyPairSync } from 'node:crypto';
import type { LogLevel } from '../../src/config/config.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

const UNLIMITED = 10_000_000;

const written = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

/** What the server is started with; the rest has defaults. */
export interface RekeyOptions {
  readonly githubApiUrl: string;
  readonly webhookSecret: string;
  readonly appId?: number;
  /** PEM; one is made when absent, for a GitHub that does not look. */
  readonly privateKey?: string;
  /** Hosts on loopback that the broker may reach. */
  readonly egressAllow: string;
  /** Kept when given; otherwise a temporary directory that goes with the process. */
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly key?: string;
  /** Default: GitHub alone, so that a demo or test asks nobody outside its world. */
  readonly brokerProviders?: string;
  /** The organisation's own servers, as `provider=origin,…`. */
  readonly brokerOrigins?: string;
  /** A broker of its own, and how to prove to it who one is. */
  readonly brokerUrl?: string;
  readonly brokerAuth?: string;
  readonly brokerCallbackSecret?: string;
  /** Signs what the webhooks of organisations are told. */
  readonly escalationSecret?: string;
  /** The App's client at GitHub, for logging in to the dashboard. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Where people reach it. */
  readonly dashboardUrl?: string;
  readonly logLevel?: LogLevel;
  /** Where spans are sent. */
  readonly otlpEndpoint?: string;
  readonly port?: number;
  /** Default: so much that nothing waits, since a demo or test does in seconds what takes people a day. */
  readonly contentPerMinute?: number;
  readonly requestPointsPerMinute?: number;
  readonly reconcileSeconds?: number;
  readonly sweepSeconds?: number;
  /** Default: a week, so that what a test asks of GitHub is its own. */
  readonly registerSeconds?: number;
  readonly backfillMaxMb?: number;
  readonly backfillSliceSeconds?: number;
}

/** Rekey as its real server process. */
export interface RekeyProcess extends ServerProcess {
  readonly url: string;
}

/** Starts `rekey serve` as a child process on a free port of the loopback interface and waits until it listens. */
export async function startRekey(options: RekeyOptions): Promise<RekeyProcess> {
  const privateKey =
    options.privateKey ??
    generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs1', format: 'pem' })
      .toString();
  const server = await startServerProcess(
    'serve',
    {
      APP_ID: String(options.appId ?? 1),
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: options.webhookSecret,
      GITHUB_API_URL: options.githubApiUrl,
      EGRESS_ALLOW: options.egressAllow,
      HOST: '127.0.0.1',
      PORT: String(options.port ?? 0),
      DATABASE_URL: options.databaseUrl,
      REKEY_KEY: options.key,
      BROKER_PROVIDERS: options.brokerProviders ?? 'github',
      BROKER_ORIGINS: options.brokerOrigins,
      BROKER_URL: options.brokerUrl,
      BROKER_AUTH: options.brokerAuth,
      BROKER_CALLBACK_SECRET: options.brokerCallbackSecret,
      ESCALATION_SECRET: options.escalationSecret,
      GITHUB_CLIENT_ID: options.clientId,
      GITHUB_CLIENT_SECRET: options.clientSecret,
      DASHBOARD_URL: options.dashboardUrl,
      LOG_LEVEL: options.logLevel ?? 'info',
      OTEL_EXPORTER_OTLP_ENDPOINT: options.otlpEndpoint,
      CONTENT_PER_MINUTE: String(options.contentPerMinute ?? UNLIMITED),
      REQUEST_POINTS_PER_MINUTE: String(options.requestPointsPerMinute ?? UNLIMITED),
      RECONCILE_SECONDS: written(options.reconcileSeconds),
      SWEEP_SECONDS: written(options.sweepSeconds),
      REGISTER_SECONDS: String(options.registerSeconds ?? 604_800),
      BACKFILL_MAX_MB: written(options.backfillMaxMb),
      BACKFILL_SLICE_SECONDS: written(options.backfillSliceSeconds),
    },
    options.dataDir,
  );
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}
