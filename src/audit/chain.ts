import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A sealed entry of the audit trail, as it is hashed and exported. */
export interface TrailRow {
  readonly installation: number;
  readonly seq: number;
  /** Of the row in the database. */
  readonly id: number;
  /** UTC with microseconds, as the database keeps it: `2026-11-25T10:00:00.000000Z`. */
  readonly at: string;
  readonly actor: string;
  readonly actorId: number | null;
  readonly event: string;
  readonly subject: string;
  readonly subjectId: string | null;
  readonly incident: string | null;
  readonly http: number | null;
  readonly why: string | null;
}

/** The members of a row in the order in which they are hashed. To add one is a new version of the format. */
const ROW_FIELDS = [
  'installation',
  'seq',
  'id',
  'at',
  'actor',
  'actorId',
  'event',
  'subject',
  'subjectId',
  'incident',
  'http',
  'why',
] as const satisfies readonly (keyof TrailRow)[];

/** The hash before the first row. */
export const GENESIS = '0'.repeat(64);

/** A place in a chain: the number of a row and its hash, 64 hex digits. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
}

/** Before the first row. */
export const START: Link = { seq: 0, hash: GENESIS };

/** A row as JSON without spaces, its members in a fixed order. */
export function canonicalText(row: TrailRow): string {
  return JSON.stringify(Object.fromEntries(ROW_FIELDS.map((field) => [field, row[field]])));
}

/** SHA-256 over the hash before, as hex, and the row's canonical JSON. */
export function hashRow(previous: string, row: TrailRow): string {
  return createHash('sha256').update(previous).update(canonicalText(row)).digest('hex');
}

/** What is signed, and in which role: a checkpoint cannot pass for the end of an export. */
type Role = 'checkpoint' | 'end' | 'export';

/** HMAC-SHA-256 over a role and some facts. Whoever rewrites the database without REKEY_KEY cannot make it. */
export function signFacts(key: Buffer, role: Role, facts: readonly (string | number | null)[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([role, ...facts]))
    .digest('hex');
}

/** Compares without telling where they differ. */
export function isSameMac(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The head of a chain at a moment, signed. */
export interface Checkpoint extends Link {
  readonly at: string;
  readonly mac: string;
}

/** The signature of a checkpoint. */
export function signCheckpoint(
  key: Buffer,
  installation: number,
  { seq, hash, at }: Omit<Checkpoint, 'mac'>,
): string {
  return signFacts(key, 'checkpoint', [installation, seq, hash, at]);
}

/** A moment as the database writes it. */
export const momentText = (moment: Date): string => moment.toISOString().replace('Z', '000Z');
