import { readFileSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { webhookKey } from '../base/standard-webhooks.ts';
import { readTracing, TRACING_REMEDY, TRACING_VARIABLES } from '../telemetry/tracing-variables.ts';
import type { Config } from './config.ts';
import { BrokerOrigins, BrokerProviders } from './read-broker.ts';

const REMEDY: Readonly<Record<string, string>> = {
  ...TRACING_REMEDY,
  APP_ID: 'set it to the number on the settings page of your GitHub App',
  PRIVATE_KEY: 'paste the PEM file of your GitHub App, or name the file in PRIVATE_KEY_PATH',
  PRIVATE_KEY_PATH: 'name a readable PEM file of your GitHub App',
  WEBHOOK_SECRET: 'set the webhook secret of your GitHub App (several, separated by commas, while rotating)',
  GITHUB_API_URL: 'use https://api.github.com or https://HOST/api/v3',
  PORT: 'use a number from 0 to 65535',
  DATABASE_URL: 'use postgres://USER:PASSWORD@HOST:PORT/NAME, or leave it out for the embedded database',
  REKEY_KEY: 'make one with: openssl rand -base64 32',
  BROKER_PROVIDERS: 'use all, or a list such as github,slack',
  BROKER_ORIGINS: 'use a list such as gitlab=https://gitlab.corp.example,vault=https://vault.corp.example',
  BROKER_URL: 'use an https address',
  BROKER_AUTH: 'set it together with BROKER_URL',
  BROKER_CALLBACK_SECRET: 'make one with: openssl rand -base64 32',
  ESCALATION_SECRET: 'make one with: openssl rand -base64 32',
  DASHBOARD_URL: 'use an address without a path, such as https://rekey.corp.example',
  GITHUB_CLIENT_SECRET:
    'set it together with GITHUB_CLIENT_ID: both stand on the settings page of your GitHub App',
  REQUEST_POINTS_PER_MINUTE: 'use a number from 20; GitHub allows 900',
  CONTENT_PER_MINUTE: 'use a number from 2; GitHub allows 80',
  RECONCILE_SECONDS: 'use a number of seconds from 1',
  SWEEP_SECONDS: 'use a number of seconds from 1',
  REGISTER_SECONDS: 'use a number of seconds from 1',
  LOG_LEVEL: 'use one of fatal, error, warn, info, debug, trace, silent',
};

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));

const seconds = z.coerce.number().int().min(1).max(604_800);

const Environment = z.object({
  APP_ID: z.coerce.number().int().positive().optional(),
  PRIVATE_KEY: z.string().optional(),
  PRIVATE_KEY_PATH: z.string().optional(),
  WEBHOOK_SECRET: z.string().optional(),
  GITHUB_API_URL: url.default('https://api.github.com'),
  HOST: z.string().default('localhost'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().default('./data'),
  REKEY_KEY: z
    .string()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((bytes) => bytes.length === 32, 'is not 32 bytes of base64')
    .optional(),
  BROKER_PROVIDERS: BrokerProviders,
  BROKER_ORIGINS: BrokerOrigins,
  BROKER_URL: url.optional(),
  BROKER_AUTH: z.string().optional(),
  BROKER_CALLBACK_SECRET: z.string().optional(),
  ESCALATION_SECRET: z
    .string()
    .transform((text) => webhookKey(text))
    .refine((key) => key !== undefined, 'is not 24 to 64 bytes of base64')
    .optional(),
  DASHBOARD_URL: url.refine((text) => new URL(text).origin === text).optional(),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  EGRESS_ALLOW: z.string().default(''),
  REQUEST_POINTS_PER_MINUTE: z.coerce.number().int().min(20).default(850),
  CONTENT_PER_MINUTE: z.coerce.number().int().min(2).default(60),
  RECONCILE_SECONDS: seconds.default(300),
  SWEEP_SECONDS: seconds.default(21_600),
  REGISTER_SECONDS: seconds.default(86_400),
  BACKFILL_MAX_MB: z.coerce.number().int().min(1).default(4096),
  BACKFILL_SLICE_SECONDS: seconds.default(120),
  ...TRACING_VARIABLES,
});

function fail(name: string, problem: string): never {
  throw new RekeyError('CONFIG', `${name} ${problem}: ${REMEDY[name] ?? 'see .env.example'}.`);
}

function readPrivateKey(env: z.infer<typeof Environment>): string {
  const name = env.PRIVATE_KEY ? 'PRIVATE_KEY' : 'PRIVATE_KEY_PATH';
  if (!env.PRIVATE_KEY && !env.PRIVATE_KEY_PATH) fail('PRIVATE_KEY', 'is missing');
  let pem = env.PRIVATE_KEY ?? '';
  if (env.PRIVATE_KEY_PATH && !env.PRIVATE_KEY) {
    try {
      pem = readFileSync(env.PRIVATE_KEY_PATH, 'utf8');
    } catch {
      fail(name, 'cannot be read');
    }
  }
  // Environment files keep the key on one line, with quotes and written-out line ends.
  const text = pem.replace(/^"|"$/g, '').replace(/\\n/g, '\n');
  try {
    createPrivateKey(text);
  } catch {
    fail(name, 'is not a private key in PEM form');
  }
  return text;
}

function readApp(env: z.infer<typeof Environment>): NonNullable<Config['app']> | undefined {
  if (env.APP_ID === undefined) return undefined;
  const privateKey = readPrivateKey(env);
  const webhookSecrets = (env.WEBHOOK_SECRET ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (webhookSecrets.length === 0) fail('WEBHOOK_SECRET', 'is missing');
  return { id: env.APP_ID, privateKey, webhookSecrets };
}

/**
 * Reads and validates the environment. An empty variable counts as absent. Throws CONFIG with one line that names
 * the variable and the remedy; a value is never repeated, since it may be a secret.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(given);
  if (!parsed.success) return fail(String(parsed.error.issues[0]?.path[0]), 'is not valid');
  const env = parsed.data;
  if (env.DATABASE_URL && !env.REKEY_KEY) fail('REKEY_KEY', 'is required with DATABASE_URL');
  if ((env.GITHUB_CLIENT_ID === undefined) !== (env.GITHUB_CLIENT_SECRET === undefined))
    fail('GITHUB_CLIENT_SECRET', 'is set without the other of the two');
  const app = readApp(env);
  return Object.freeze({
    ...(app ? { app } : {}),
    githubApiUrl: env.GITHUB_API_URL,
    host: env.HOST,
    port: env.PORT,
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    dataDir: env.DATA_DIR,
    ...(env.REKEY_KEY ? { key: env.REKEY_KEY } : {}),
    brokerProviders: env.BROKER_PROVIDERS,
    brokerOrigins: env.BROKER_ORIGINS,
    ...(env.BROKER_URL ? { brokerUrl: env.BROKER_URL } : {}),
    ...(env.BROKER_AUTH ? { brokerAuth: env.BROKER_AUTH } : {}),
    ...(env.BROKER_CALLBACK_SECRET ? { brokerCallbackSecret: env.BROKER_CALLBACK_SECRET } : {}),
    ...(env.ESCALATION_SECRET ? { escalationKey: env.ESCALATION_SECRET } : {}),
    ...(env.DASHBOARD_URL ? { dashboardUrl: env.DASHBOARD_URL } : {}),
    ...(env.GITHUB_CLIENT_ID ? { githubClientId: env.GITHUB_CLIENT_ID } : {}),
    ...(env.GITHUB_CLIENT_SECRET ? { githubClientSecret: env.GITHUB_CLIENT_SECRET } : {}),
    logLevel: env.LOG_LEVEL,
    ...readTracing(env),
    egressAllow: env.EGRESS_ALLOW,
    requestPointsPerMinute: env.REQUEST_POINTS_PER_MINUTE,
    contentPerMinute: env.CONTENT_PER_MINUTE,
    reconcileSeconds: env.RECONCILE_SECONDS,
    sweepSeconds: env.SWEEP_SECONDS,
    registerSeconds: env.REGISTER_SECONDS,
    backfillMaxMb: env.BACKFILL_MAX_MB,
    backfillSliceSeconds: env.BACKFILL_SLICE_SECONDS,
  });
}
