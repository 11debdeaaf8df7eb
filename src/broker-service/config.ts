import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import {
  readTracing,
  TRACING_REMEDY,
  TRACING_VARIABLES,
  type TracingConfig,
} from '../telemetry/tracing-variables.ts';
import type { Environment } from './files/read-reference.ts';
import { PROXY_HEADERS, readNetworks, type TrustedProxies } from './http/caller-address.ts';

const REMEDY: Readonly<Record<string, string>> = {
  ...TRACING_REMEDY,
  BROKER_CLIENTS: 'name a file that says who may use the broker, see docs/broker.md',
  BROKER_PUBLIC_URL:
    'use the address under which clients reach the broker, such as https://broker.example.com',
  DATABASE_URL: 'use postgres://USER:PASSWORD@HOST:PORT/NAME, or leave it out for the embedded database',
  REKEY_KEY: 'make one with: openssl rand -base64 32, another one than the App has',
  PORT: 'use a number from 0 to 65535',
  TLS_KEY: 'name the PEM file of the private key of TLS_CERT',
  TLS_CERT: 'name the PEM file of the certificate of TLS_KEY',
  BROKER_REQUESTS_PER_MINUTE: 'use a number from 1',
  BROKER_TRUSTED_PROXIES: 'use addresses and networks such as 10.0.0.5, 10.20.0.0/16, separated by commas',
  BROKER_PROXY_HEADER: `use ${PROXY_HEADERS.join(' or ')}, whichever the proxies write`,
};

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));

const Variables = z.object({
  HOST: z.string().default('localhost'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().default('./broker-data'),
  REKEY_KEY: z
    .string()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((bytes) => bytes.length === 32)
    .optional(),
  GITHUB_API_URL: url.default('https://api.github.com'),
  EGRESS_ALLOW: z.string().default(''),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  TLS_CLIENT_CA: z.string().optional(),
  BROKER_PUBLIC_URL: url.optional(),
  BROKER_CLIENTS: z.string(),
  BROKER_CREDENTIALS: z.string().optional(),
  BROKER_SIGNALS: z.string().optional(),
  BROKER_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(3000),
  BROKER_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(readNetworks)
    .refine((networks) => networks !== undefined),
  BROKER_PROXY_HEADER: z
    .string()
    .transform((name) => name.toLowerCase())
    .pipe(z.enum(PROXY_HEADERS))
    .default('x-forwarded-for'),
  ...TRACING_VARIABLES,
});

/** The broker's configuration, read once from the environment. The files it names are read where they are used. */
export interface BrokerConfig {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly key?: Buffer;
  readonly githubApiUrl: string;
  readonly egressAllow: string;
  readonly logLevel: z.infer<typeof Variables>['LOG_LEVEL'];
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  readonly publicUrl?: string;
  readonly clientsPath: string;
  readonly credentialsPath?: string;
  readonly signalsPath?: string;
  /** Requests a minute for each client, and for each network of those who show no proof. */
  readonly requestsPerMinute: number;
  readonly trustedProxies: TrustedProxies;
  /** Absent: nothing is traced. */
  readonly tracing?: TracingConfig;
}

/** Reads the environment; an empty variable counts as absent. Throws CONFIG with one line that names the remedy. */
export function readBrokerConfig(environment: Environment): BrokerConfig {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Variables.safeParse(given);
  if (!parsed.success) return fail(String(parsed.error.issues[0]?.path[0]), 'is missing or not valid');
  const env = parsed.data;
  if (env.DATABASE_URL && !env.REKEY_KEY) fail('REKEY_KEY', 'is required with DATABASE_URL');
  if (env.TLS_CERT && !env.TLS_KEY) fail('TLS_KEY', 'is missing');
  if (env.TLS_KEY && !env.TLS_CERT) fail('TLS_CERT', 'is missing');
  if (env.TLS_CLIENT_CA && !env.TLS_CERT) fail('TLS_CERT', 'is missing');
  const tls =
    env.TLS_CERT && env.TLS_KEY
      ? {
          cert: env.TLS_CERT,
          key: env.TLS_KEY,
          ...(env.TLS_CLIENT_CA ? { clientCa: env.TLS_CLIENT_CA } : {}),
        }
      : undefined;
  return Object.freeze({
    host: env.HOST,
    port: env.PORT,
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    dataDir: env.DATA_DIR,
    ...(env.REKEY_KEY ? { key: env.REKEY_KEY } : {}),
    githubApiUrl: env.GITHUB_API_URL,
    egressAllow: env.EGRESS_ALLOW,
    logLevel: env.LOG_LEVEL,
    ...readTracing(env),
    ...(tls ? { tls } : {}),
    ...(env.BROKER_PUBLIC_URL ? { publicUrl: env.BROKER_PUBLIC_URL } : {}),
    clientsPath: env.BROKER_CLIENTS,
    ...(env.BROKER_CREDENTIALS ? { credentialsPath: env.BROKER_CREDENTIALS } : {}),
    ...(env.BROKER_SIGNALS ? { signalsPath: env.BROKER_SIGNALS } : {}),
    requestsPerMinute: env.BROKER_REQUESTS_PER_MINUTE,
    trustedProxies: { networks: env.BROKER_TRUSTED_PROXIES ?? [], header: env.BROKER_PROXY_HEADER },
  });
}

function fail(name: string, problem: string): never {
  throw new RekeyError('CONFIG', `${name} ${problem}: ${REMEDY[name] ?? 'see docs/broker.md'}.`);
}
