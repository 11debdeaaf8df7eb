import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { openDatabase, type DatabasePlace, type Store } from '../../store/database.ts';
import { BESIDE } from './beside.ts';
import { CROWDS } from './crowds.ts';
import { FIRST } from './first.ts';
import { ISSUED } from './issued.ts';
import { REGISTRATIONS } from './registrations.ts';
import { EXCLUSIVE, ROTATION_STARTS, ROTATIONS } from './rotations.ts';
import type { BrokerSchema } from './schema.ts';

function migration(statements: readonly string[]): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

/** Applied in the order of the names, each once. Never change one that has been released; add one. */
const MIGRATIONS: Record<string, Migration> = {
  '2026-11-25-first': migration(FIRST),
  '2026-11-25-rotations': migration(ROTATIONS),
  '2026-11-25-token-caches': migration(BESIDE),
  '2026-11-26-registrations': migration(REGISTRATIONS),
  '2026-11-26-rotation-starts': migration(ROTATION_STARTS),
  '2026-11-30-issued': migration(ISSUED),
  '2026-11-30-exclusive': migration(EXCLUSIVE),
  '2026-12-03-crowds': migration(CROWDS),
};

/** Opens the broker's database; its history has tables of its own. */
export function openBrokerStore(place: DatabasePlace): Promise<Store<BrokerSchema>> {
  return openDatabase<BrokerSchema>(place, {
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
    migrationTableName: 'broker_migrations',
    migrationLockTableName: 'broker_migrations_lock',
  });
}
