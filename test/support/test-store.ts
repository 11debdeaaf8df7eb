import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { copyDatabaseTemplate } from '../../demo/world/server-process.ts';
import type { Config } from '../../src/config/config.ts';
import { openStore, type Store } from '../../src/store/database.ts';

/** A configuration for tests: PostgreSQL when TEST_DATABASE_URL names a server, else the embedded database. */
export interface TestPlace {
  readonly config: Config;
  remove(): Promise<void>;
}

async function makeDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `rekey_test_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string) => {
    const client = new Client({ connectionString: server });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await run(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}

/** Makes a fresh place for a database: an empty DATA_DIR, and an empty PostgreSQL database where there is a server. */
export async function makeTestPlace(): Promise<TestPlace> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rekey-test-'));
  const server = process.env['TEST_DATABASE_URL'];
  const database = server ? await makeDatabase(server) : undefined;
  return {
    config: {
      githubApiUrl: 'https://api.github.com',
      host: '127.0.0.1',
      port: 0,
      dataDir,
      logLevel: 'warn',
      brokerProviders: ['github'],
      brokerOrigins: {},
      egressAllow: '',
      requestPointsPerMinute: 850,
      contentPerMinute: 60,
      reconcileSeconds: 300,
      sweepSeconds: 21_600,
      registerSeconds: 86_400,
      backfillMaxMb: 4096,
      backfillSliceSeconds: 120,
      key: randomBytes(32),
      ...(database ? { databaseUrl: database.url } : {}),
    },
    async remove() {
      await database?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Opens a store in a fresh place. */
export async function openTestStore(): Promise<Store & { remove(): Promise<void> }> {
  const place = await makeTestPlace();
  if (!place.config.databaseUrl) copyDatabaseTemplate(place.config.dataDir, 'rekey');
  const store = await openStore(place.config);
  return {
    ...store,
    async remove() {
      await store.close();
      await place.remove();
    },
  };
}
