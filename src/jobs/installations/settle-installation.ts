import { sql } from 'kysely';
import { appendAudit, recordAudit } from '../../inventory/audit.ts';
import { moveIssuesOf } from '../../inventory/issue-places.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import { isPending } from '../../inventory/state.ts';
import { EXPLANATIONS } from '../../respond/words/explanations.ts';
import type { InstallationFacts } from '../../sources/app-installations.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';

/** What became of an installation since it was looked at last. */
export type Change = 'arrived' | 'left' | 'paused' | 'back' | 'renamed' | 'none';

const CANCEL = sql`delete from pgboss.job where name in ('github', 'bulk') and state < 'active'`;

/** What was tried while the installation was suspended need not wait any longer. */
const GO_ON = sql`update pgboss.job set start_after = now()
  where name in ('github', 'bulk') and state = 'retry' and start_after > now()`;

/** Forgets the values that nobody may act on any more; what happened stays written. */
async function letGo(trx: Trx, installationId: number): Promise<void> {
  const open = await trx
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select(['incidents.id', 'state'])
    .where('credentials.installation_id', '=', installationId)
    .where('sealed', 'is not', null)
    .execute();
  for (const { id, state } of open) {
    const evidence = [{ event: 'installation_deleted' }];
    if (isPending(state) || state === 'accepted_unverified')
      await settleIncident(trx, id, {
        state: 'manual_required',
        actor: 'rekey',
        evidence,
        explanation: EXPLANATIONS.uninstalled,
      });
    else await appendAudit(trx, id, 'rekey', evidence);
    await trx.updateTable('incidents').set({ sealed: null }).where('id', '=', id).execute();
  }
}

/** What became of an installation, for the audit trail. */
const note = (trx: Trx, installationId: number, change: Change) =>
  recordAudit(trx, { installationId, kind: 'installation', id: installationId }, 'github', {
    event: `installation_${change}`,
  });

/** An installation is gone: its jobs end, and no later webhook brings it back. */
export async function deleteInstallation(context: JobContext, installationId: number): Promise<Change> {
  const left = await context.db.transaction().execute(async (trx) => {
    const now = new Date();
    const known = await trx
      .insertInto('installations')
      .values({ id: installationId, owner: '', owner_type: '', deleted_at: now })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ deleted_at: now, updated_at: now })
          .where('installations.deleted_at', 'is', null),
      )
      .returning('id')
      .executeTakeFirst();
    if (!known) return false;
    await note(trx, installationId, 'left');
    await sql`${CANCEL} and data->>'installationId' = ${String(installationId)}`.execute(trx);
    await letGo(trx, installationId);
    await trx
      .updateTable('repositories')
      .set({ removed_at: now })
      .where('installation_id', '=', installationId)
      .execute();
    return true;
  });
  await context.gate.refresh(context.db);
  return left ? 'left' : 'none';
}

async function renameOwner(trx: Trx, from: string, to: string): Promise<void> {
  await trx.updateTable('repositories').set({ owner: to }).where('owner', '=', from).execute();
  await moveIssuesOf(trx, from, to);
}

/** Keeps what GitHub says of an installation, and tells what is new about it. Doing it twice changes nothing more. */
export async function noteInstallation(context: JobContext, facts: InstallationFacts): Promise<Change> {
  const { db } = context;
  const change = await db.transaction().execute(async (trx) => {
    const seen = await settleFacts(trx, facts);
    if (seen !== 'none') await note(trx, facts.id, seen);
    return seen;
  });
  if (change === 'paused' || change === 'back') await context.gate.refresh(db);
  if (change === 'back') context.queue.wake();
  return change;
}

async function settleFacts(trx: Trx, facts: InstallationFacts): Promise<Change> {
  const known = await trx
    .selectFrom('installations')
    .select(['owner', 'suspended_at', 'deleted_at'])
    .where('id', '=', facts.id)
    .forUpdate()
    .executeTakeFirst();
  const row = {
    owner: facts.owner,
    owner_type: facts.ownerType,
    suspended_at: facts.suspendedAt ?? null,
    deleted_at: null,
    updated_at: new Date(),
  };
  await trx
    .insertInto('installations')
    .values({ id: facts.id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  if (!known) return facts.suspendedAt ? 'paused' : 'arrived';
  if (known.deleted_at) return 'arrived';
  if (known.suspended_at && !facts.suspendedAt) {
    await sql`${GO_ON} and data->>'installationId' = ${String(facts.id)}`.execute(trx);
    return 'back';
  }
  if (!known.suspended_at && facts.suspendedAt) return 'paused';
  if (known.owner === facts.owner || known.owner === '') return 'none';
  await renameOwner(trx, known.owner, facts.owner);
  return 'renamed';
}
