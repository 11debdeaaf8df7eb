import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompiledQuery, Kysely, PGliteDialect, PostgresDialect, type DatabaseConnection } from 'kysely';
import { Migrator, type MigratorProps } from 'kysely/migration';
import { Pool, TypeOverrides } from 'pg';
import { fromPglite, type ConstructorOptions } from 'pg-boss';
import { RekeyError } from '../base/errors.ts';
import type { Config } from '../config/config.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { openPGlite } from './pglite-client.ts';
import { migrationProvider } from './migrations.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

/** Where a database is: its address, or the directory of an embedded one, and the key of its installation. */
export type DatabasePlace = Pick<Config, 'databaseUrl' | 'dataDir' | 'key'>;

/** The database with all that is opened for it. */
export interface Store<Tables = Schema> {
  readonly db: Kysely<Tables>;
  /** True for PGlite: this process alone uses the database. */
  readonly embedded: boolean;
  /** How pg-boss reaches the same database. */
  readonly boss:
    | { readonly db: NonNullable<ConstructorOptions['db']>; readonly backend: 'pglite' }
    | { readonly connectionString: string };
  /** The 32 bytes of REKEY_KEY, or those kept in DATA_DIR. */
  readonly key: Buffer;
  close(): Promise<void>;
}

const BIGINT = 20;

/** The key of an embedded installation that was given none: made once, readable by the owner only. */
function ownKey(dataDir: string): Buffer {
  const path = join(dataDir, 'rekey.key');
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  return Buffer.from(readFileSync(path, 'utf8'), 'base64');
}

async function openEmbedded<Tables>(config: DatabasePlace): Promise<Store<Tables>> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDataDir(config.dataDir);
  const key = config.key ?? ownKey(config.dataDir);
  const pglite = await openPGlite(join(config.dataDir, 'database'));
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  const close = async () => {
    await db.destroy();
    if (!pglite.closed) await pglite.close();
    await lock.release();
  };
  return { db, embedded: true, boss: { db: fromPglite(pglite), backend: 'pglite' }, key, close };
}

/** Every statement here is short: compiling one first would take many times what it takes. */
async function onCreateConnection(connection: DatabaseConnection): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw('set jit = off'));
}

function openServer<Tables>(config: DatabasePlace, databaseUrl: string): Store<Tables> {
  if (!config.key) throw new RekeyError('CONFIG', 'REKEY_KEY is required with DATABASE_URL.');
  const types = new TypeOverrides();
  types.setTypeParser(BIGINT, Number);
  const pool = new Pool({ connectionString: databaseUrl, types, max: 10, application_name: 'rekey' });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool, onCreateConnection }) });
  return {
    db,
    embedded: false,
    boss: { connectionString: databaseUrl },
    key: config.key,
    close: () => db.destroy(),
  };
}

/**
 * Opens PostgreSQL when DATABASE_URL is set, else PGlite in DATA_DIR, and brings the schema up to date.
 *
 * @param migrations its history, and the tables that remember how far it has come
 */
export async function openDatabase<Tables>(
  place: DatabasePlace,
  migrations: Pick<MigratorProps, 'provider' | 'migrationTableName' | 'migrationLockTableName'>,
): Promise<Store<Tables>> {
  const store = place.databaseUrl
    ? openServer<Tables>(place, place.databaseUrl)
    : await openEmbedded<Tables>(place);
  const { error } = await new Migrator({ db: store.db, ...migrations }).migrateToLatest();
  if (!error) return store;
  await store.close();
  throw new RekeyError('DATABASE', 'The database cannot be opened or brought up to date: see the log.', {
    cause: error,
  });
}

/** Opens Rekey's own database. */
export function openStore(config: DatabasePlace): Promise<Store> {
  return openDatabase<Schema>(config, { provider: migrationProvider });
}
