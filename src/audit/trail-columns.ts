import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import type { Checkpoint, TrailRow } from './chain.ts';

const UTC = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** A moment with the microseconds that JavaScript's dates lack. */
const moment = (column: string): RawBuilder<string> =>
  sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', ${sql.raw(UTC)})`;

/** The columns of `audit a` that make a row of the trail, without its number. */
export const TRAIL_COLUMNS = sql`a.installation_id as installation, a.id, ${moment('a.at')} as at, a.actor, a.actor_id as "actorId",
  a.event, a.subject_kind as subject, a.subject_id as "subjectId", a.incident_id as incident, a.http, a.why`;

/** The columns of `audit_checkpoints c` that make a checkpoint; all null where there is none. */
export const CHECKPOINT_COLUMNS = sql`c.seq as "checkpointSeq", encode(c.hash, 'hex') as "checkpointHash",
  ${moment('c.at')} as "checkpointAt", encode(c.mac, 'hex') as mac`;

/** A row of the trail from the database. */
export type UnsealedRow = Omit<TrailRow, 'seq'>;

/** A sealed row with the checkpoint at its number. */
export interface SealedRow extends TrailRow {
  /** Null for a row with a number and no hash, which no sealing makes. */
  readonly hash: string | null;
  readonly checkpoint?: Checkpoint;
}

interface WithCheckpoint extends TrailRow {
  readonly hash: string | null;
  readonly checkpointSeq: number | null;
  readonly checkpointHash: string | null;
  readonly checkpointAt: string | null;
  readonly mac: string | null;
}

/** Puts the columns of the checkpoint into a member of its own. */
export function toSealedRow(found: WithCheckpoint): SealedRow {
  const { checkpointSeq: seq, checkpointHash: hash, checkpointAt: at, mac, ...row } = found;
  if (seq === null || hash === null || at === null || mac === null) return row;
  return { ...row, checkpoint: { seq, hash, at, mac } };
}

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Seq = z.number().int().min(0);
const Text = z.string().max(1000);

/** A place in a chain, as a file says. */
export const LinkText = z.strictObject({ seq: Seq, hash: Hash });

/** A checkpoint, as a file says. */
export const CheckpointText = z.strictObject({ seq: Seq, hash: Hash, at: Text, mac: Hash });

/** A row of the trail, as a file says. */
export const RowText: z.ZodType<TrailRow> = z.strictObject({
  installation: z.number().int(),
  seq: z.number().int(),
  id: z.number().int(),
  at: Text,
  actor: Text,
  actorId: z.number().int().nullable(),
  event: Text,
  subject: Text,
  subjectId: Text.nullable(),
  incident: Text.nullable(),
  http: z.number().int().nullable(),
  why: Text.nullable(),
});
