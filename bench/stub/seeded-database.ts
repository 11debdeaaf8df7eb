import { Client } from 'pg';
import { DEMO, type Plan } from '../../demo/seed/plan.ts';
import { seedOrganisation } from '../../demo/seed/seed-organisation.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { openStore } from '../../src/store/database.ts';
import type { PostgresServer } from './start-postgres.ts';

/** Of databases that no secret is ever kept in. */
export const KEY = Buffer.alloc(32, 'bench');

/** What the pages and pushes have to bear. */
const LARGE = { repositories: 3000, credentials: 100_000, exposures: 1_000_000 };

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
  await command(server, `create database ${name}`);
  const databaseUrl = server.address(name);
  const store = await openStore({ databaseUrl, dataDir: '', key: KEY });
  if (plan) await seedOrganisation(store.db, deriveKeys(KEY), plan);
  await store.close();
  return databaseUrl;
}

/**
 * The database of `--database URL`, which stays when a bench is over, so that seeding is waited for once: one that is empty
 * gets Rekey's tables and the organisation; one that has an organisation is brought to this version and taken as it is.
 *
 * @returns undefined without that option
 */
export async function keptDatabase(args: readonly string[], plan: Plan): Promise<string | undefined> {
  if (!args.includes('--database')) return undefined;
  const databaseUrl = args[args.indexOf('--database') + 1] ?? '';
  const store = await openStore({ databaseUrl, dataDir: '', key: KEY });
  const seeded = await store.db.selectFrom('installations').select('id').limit(1).executeTakeFirst();
  if (!seeded) await seedOrganisation(store.db, deriveKeys(KEY), plan);
  await store.close();
  return databaseUrl;
}

/** The server of a database, for databases beside it; it is not ours to stop. */
export function serverOf(databaseUrl: string): PostgresServer {
  const address = (database: string) => new URL(`/${database}`, databaseUrl).toString();
  return { address, stop: () => undefined };
}

async function command(server: PostgresServer, statement: string): Promise<void> {
  const client = new Client({ connectionString: server.address('postgres') });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Copies a database to which nobody is connected. @returns the copy's address */
export async function copyDatabase(databaseUrl: string, name: string): Promise<string> {
  const server = serverOf(databaseUrl);
  await command(server, `create database ${name} template ${new URL(databaseUrl).pathname.slice(1)}`);
  return server.address(name);
}

export const dropDatabase = (server: PostgresServer, name: string): Promise<void> =>
  command(server, `drop database if exists ${name} with (force)`);
