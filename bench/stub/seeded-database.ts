import { Client } from 'pg';
import { DEMO, type Plan } from '../../demo/seed/plan.ts';
import { seedOrganisation } from '../../demo/seed/seed-organisation.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { openStore } from '../../src/store/database.ts';
import type { PostgresServer } from './start-postgres.ts';

/** Of databases that no secret is ever kept in. */
export const KEY = Buffer.alloc(32, 'bench');

/** What the pages and pushes have to bear. */
export const LARGE = { repositories: 3000, credentials: 100_000, exposures: 1_000_000 };

/** The large organisation, or as large as `--credentials N` says, with ten places of each. */
export function planOf(args: readonly string[]): Plan {
  const given = Number(args[args.indexOf('--credentials') + 1]);
  const credentials = args.includes('--credentials') && given > 0 ? given : LARGE.credentials;
  const share = credentials / LARGE.credentials;
  return {
    ...DEMO,
    repositories: Math.max(30, Math.round(LARGE.repositories * share)),
    credentials,
    exposures: Math.round(LARGE.exposures * share),
    now: new Date(),
  };
}

/** Makes a database with Rekey's tables, and an organisation in it unless `plan` is absent. @returns its address */
export async function makeDatabase(server: PostgresServer, name: string, plan?: Plan): Promise<string> {
  const client = new Client({ connectionString: server.address('postgres') });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const databaseUrl = server.address(name);
  const store = await openStore({ databaseUrl, dataDir: '', key: KEY });
  if (plan) await seedOrganisation(store.db, deriveKeys(KEY), plan);
  await store.close();
  return databaseUrl;
}
