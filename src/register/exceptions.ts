import { randomUUID } from 'node:crypto';
import { readUntil, type BadUntil } from '../base/read-until.ts';
import { redactKnownFormats } from '../detect/index.ts';
import { CHECKS } from '../governance/checks.ts';
import { recordAudit, type AuditActor } from '../inventory/audit.ts';
import { createScrub } from '../inventory/scrub.ts';
import { isOwner } from '../policy/code-owners.ts';
import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';

/** Which installations somebody may see; `all` for the operator. */
export interface Reach {
  readonly installations: 'all' | readonly number[];
}

/** What somebody says who leaves a finding as it is for a time. */
export interface Acceptance {
  readonly reason: string;
  /** Who answers for it: `@login` or `@organisation/team`. Absent: who accepts it, else the owner of what it is about. */
  readonly owner?: string | undefined;
  /** Last day, `YYYY-MM-DD`; a year from now at most. */
  readonly until: string | undefined;
}

/**
 * `gone`: there is no such open finding, or not for this viewer. `incident`: a leak is accepted where it is told, with a
 * command on its issue.
 */
export type Accepted = 'done' | 'gone' | 'incident' | 'no-reason' | 'no-owner' | BadUntil;

const MAX_REASON = 300;
const MAX_AT_ONCE = 100;
const isTold = new Set(CHECKS.flatMap(({ id, isIncident }) => (isIncident ? [id] : [])));
const scrub = createScrub([], redactKnownFormats);

const mayReach = ({ installations }: Reach, id: number): boolean =>
  installations === 'all' || installations.includes(id);
const nameOf = (actor: AuditActor): string => (typeof actor === 'string' ? actor : actor.name);

/** What a finding is about; an exception is bound to that, so that it outlives a finding that comes and goes. */
const SUBJECT = ['installation_id', 'check_id', 'subject_kind', 'subject_id'] as const;

/**
 * Leaves a finding as it is until a day is over: an exception with a reason, an owner and an end, written to the audit
 * trail. One that stands already gets the new words and the new end.
 */
export async function acceptIn(
  trx: Trx,
  viewer: Reach,
  actor: AuditActor,
  findingId: string,
  { reason: words, owner: named, until: day }: Acceptance,
): Promise<Accepted> {
  const until = readUntil(day, new Date());
  if (typeof until === 'string') return until;
  const reason = scrub(words.trim()).slice(0, MAX_REASON).toWellFormed();
  if (reason === '') return 'no-reason';
  const finding = await trx
    .selectFrom('governance_findings')
    .select([...SUBJECT, 'owners'])
    .where('id', '=', findingId)
    .where('closed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!finding || !mayReach(viewer, finding.installation_id)) return 'gone';
  if (isTold.has(finding.check_id)) return 'incident';
  const { owners, ...subject } = finding;
  const owner = named ?? [nameOf(actor), ...owners].find(isOwner);
  if (owner === undefined || !isOwner(owner)) return 'no-owner';
  const said = { reason, owner, made_by: nameOf(actor), made_at: new Date(), ends_at: until.endsAt };
  await trx
    .insertInto('governance_exceptions')
    .values({ id: randomUUID(), ...subject, ...said })
    .onConflict((conflict) => conflict.columns(SUBJECT).where('ended_at', 'is', null).doUpdateSet(said))
    .execute();
  const about = { installationId: finding.installation_id, kind: 'finding', id: findingId } as const;
  const why = `${finding.check_id} until ${until.day}, ${owner}: ${reason}`;
  await recordAudit(trx, about, actor, { event: 'finding_accepted', why });
  return 'done';
}

/** The same in a transaction of its own. */
export function acceptFinding(
  db: Database,
  viewer: Reach,
  actor: AuditActor,
  findingId: string,
  acceptance: Acceptance,
): Promise<Accepted> {
  return db.transaction().execute((trx) => acceptIn(trx, viewer, actor, findingId, acceptance));
}

/** Takes an exception back before its end: what it was about stands open again. @returns false where there is none */
export async function endException(
  db: Database,
  viewer: Reach,
  actor: AuditActor,
  exceptionId: string,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('governance_exceptions')
      .select(['installation_id', 'check_id'])
      .where('id', '=', exceptionId)
      .where('ended_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (!row || !mayReach(viewer, row.installation_id)) return false;
    await trx
      .updateTable('governance_exceptions')
      .set({ ended_at: new Date() })
      .where('id', '=', exceptionId)
      .execute();
    const about = { installationId: row.installation_id, kind: 'finding', id: exceptionId } as const;
    await recordAudit(trx, about, actor, { event: 'exception_ended', why: row.check_id });
    return true;
  });
}

/** Ends the exceptions whose last day is over. @returns the installations in which something stands open again */
export async function endOverExceptions(db: Database, now: Date): Promise<readonly number[]> {
  return db.transaction().execute(async (trx) => {
    const over = await trx
      .updateTable('governance_exceptions')
      .set({ ended_at: now })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('governance_exceptions')
          .select('id')
          .where('ended_at', 'is', null)
          .where('ends_at', '<=', now)
          .orderBy('id')
          .limit(MAX_AT_ONCE)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['id', 'installation_id as installationId'])
      .execute();
    const subjects = over.map((row) => ({ ...row, kind: 'finding' as const }));
    if (over.length > 0) await recordAudit(trx, subjects, 'rekey', { event: 'exception_over' });
    return [...new Set(over.map(({ installationId }) => installationId))];
  });
}
