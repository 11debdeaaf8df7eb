import type { Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** A transaction over Rekey's tables; jobs sent through it commit or vanish with its rows. */
export type Trx = Transaction<Schema>;
