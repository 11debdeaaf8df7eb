import { sql, type Kysely } from 'kysely';
import { plain } from '../base/plain.ts';
import { redactKnownFormats } from '../detect/index.ts';
import type { SubjectKind } from '../store/audit-tables.ts';
import type { Schema } from '../store/schema.ts';

/** One thing that happened. */
export interface AuditEntry {
  readonly event: string;
  readonly at?: Date;
  /** HTTP status of an issuer's answer. */
  readonly http?: number;
  /** The reason that a person gave, or what it rests on; without credentials. */
  readonly why?: string;
}

/**
 * Who did it: `rekey`, `broker`, `github`, `operator`, `api-token`, or `@login`, whose id on GitHub is kept where it is
 * known.
 */
export type AuditActor = string | { readonly name: string; readonly githubId?: number };

/** What an entry is about. */
export interface AuditSubject {
  /** 0 for what concerns this Rekey as a whole. */
  readonly installationId: number;
  readonly kind: Exclude<SubjectKind, 'incident'>;
  readonly id?: string | number;
  /** The incident that it belongs to. */
  readonly incidentId?: string;
}

/** A decision's reason is bounded already; this bounds what else may be said. */
const MAX_WHY = 400;
const MAX_NAME = 200;

const storable = (text: string, max: number): string =>
  // Scrubbed before it is cut: half a token has no format any more.
  plain(redactKnownFormats(text)).slice(0, max).toWellFormed();

function columnsOf(actor: AuditActor, entry: AuditEntry) {
  const { name, githubId } = typeof actor === 'string' ? { name: actor } : actor;
  return {
    actor: storable(name, MAX_NAME),
    actor_id: githubId ?? null,
    event: entry.event,
    http: entry.http ?? null,
    why: entry.why === undefined ? null : storable(entry.why, MAX_WHY),
    // The application's clock throughout: the database's now() is the start of the transaction.
    at: entry.at ?? new Date(),
  };
}

/** Appends steps in an incident's life to the audit trail; rows are never changed or deleted. */
export async function appendAudit(
  trx: Kysely<Schema>,
  incidentId: string,
  actor: AuditActor,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const installation = sql<number>`(select c.installation_id from incidents i join credentials c on c.id = i.credential_id
    where i.id = ${incidentId})`;
  await trx
    .insertInto('audit')
    .values(
      entries.map((entry) => ({
        installation_id: installation,
        subject_kind: 'incident' as const,
        subject_id: incidentId,
        incident_id: incidentId,
        ...columnsOf(actor, entry),
      })),
    )
    .execute();
}

/** A row has 10 columns, and a statement takes 65,535 values. */
const MAX_ROWS = 1000;

/**
 * Appends to the audit trail what is no step in an incident's life: one entry for each subject. Outside a transaction it is
 * called before the row that says that the thing is done: a crash may then repeat an entry, and never loses one.
 */
export async function recordAudit(
  db: Kysely<Schema>,
  subjects: AuditSubject | readonly AuditSubject[],
  actor: AuditActor,
  entry: AuditEntry,
): Promise<void> {
  const rows = [subjects].flat().map(({ installationId, kind, id, incidentId }) => ({
    installation_id: installationId,
    subject_kind: kind,
    subject_id: id === undefined ? null : storable(String(id), MAX_NAME),
    incident_id: incidentId ?? null,
    ...columnsOf(actor, entry),
  }));
  for (let at = 0; at < rows.length; at += MAX_ROWS)
    await db
      .insertInto('audit')
      .values(rows.slice(at, at + MAX_ROWS))
      .execute();
}
