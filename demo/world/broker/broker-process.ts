import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess, type ServerProcess } from '../server-process.ts';

/** What the broker is started with; files are given by their content. */
export interface BrokerOptions {
  readonly clients: object;
  readonly signals?: object;
  readonly credentials?: object;
  readonly githubApiUrl?: string;
  readonly egressAllow?: string;
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly key?: string;
  readonly port?: number;
  readonly logLevel?: string;
  /** Secrets that the files name, and whatever else. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Paths of PEM files; the broker then speaks https. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
}

/** The broker as its real server process. */
export interface BrokerProcess extends ServerProcess {
  readonly url: string;
}

/** Starts `rekey broker` on a free port of the loopback interface and waits until it listens. */
export async function startBrokerProcess(options: BrokerOptions): Promise<BrokerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-broker-files-'));
  // JSON is YAML.
  const write = (name: string, content: object | undefined) => {
    if (content === undefined) return undefined;
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
    return path;
  };
  const server = await startServerProcess(
    'broker',
    {
      HOST: '127.0.0.1',
      PORT: String(options.port ?? 0),
      BROKER_CLIENTS: write('clients.yaml', options.clients),
      BROKER_SIGNALS: write('signals.yaml', options.signals),
      BROKER_CREDENTIALS: write('credentials.yaml', options.credentials),
      BROKER_REQUESTS_PER_MINUTE: '1000000',
      GITHUB_API_URL: options.githubApiUrl,
      EGRESS_ALLOW: options.egressAllow,
      DATABASE_URL: options.databaseUrl,
      REKEY_KEY: options.key,
      LOG_LEVEL: options.logLevel ?? 'info',
      TLS_CERT: options.tls?.cert,
      TLS_KEY: options.tls?.key,
      TLS_CLIENT_CA: options.tls?.clientCa,
      ...options.environment,
    },
    options.dataDir,
  );
  return {
    ...server,
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${server.port}`,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
