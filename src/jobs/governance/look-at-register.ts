import type { Measures } from '../../governance/check.ts';
import { DEFAULT_GOVERNANCE, type GovernancePolicy } from '../../policy/policy.ts';
import { checkRegister, closeFindings } from '../../register/check-register.ts';
import { hygieneOwners } from '../../register/read-hygiene.ts';
import { offboard } from '../lifecycle/offboard.ts';
import { renewJob } from '../lifecycle/renew.ts';
import { schedulesOf } from '../lifecycle/renewal-rows.ts';
import type { JobContext } from '../queue/context.ts';
import { openScope } from '../register/open-scope.ts';
import { organisationPolicy, type Organisation } from '../report/organisation-policy.ts';
import { hygieneJob, type CheckRegisterTask } from './governance-task.ts';

/** More owners are not told in one week. */
const MAX_OWNERS = 100;
const DAY_SECONDS = 86_400;

const measuresOf = (
  { maxTokenSeconds, maxAgeSeconds, unusedSeconds }: GovernancePolicy,
  now: Date,
): Measures => ({
  now,
  maxTokenSeconds,
  maxAgeDays: Math.ceil(maxAgeSeconds / DAY_SECONDS),
  unusedDays: Math.ceil(unusedSeconds / DAY_SECONDS),
});

async function look(context: JobContext, installationId: number, organisation: Organisation, now: Date) {
  const { db } = context;
  const governance = organisation.policy.governance ?? DEFAULT_GOVERNANCE;
  const scope = await openScope(context, installationId, organisation);
  if (governance.hygiene === 'off') await closeFindings(db, installationId, now);
  else {
    const checked = await checkRegister(db, scope, measuresOf(governance, now), new Set(governance.off));
    context.log.info({ installation: installationId, ...checked }, 'the register was checked');
  }
  // What ends a credential does not depend on what is told of it.
  return offboard(context, scope, now);
}

/** Whether something is replaced on a schedule, or was when its rule was still there. */
async function hasRenewals(db: JobContext['db'], { policy }: Organisation, installationId: number) {
  if (schedulesOf(policy).size > 0) return true;
  const row = await db
    .selectFrom('renewals')
    .select('id')
    .where('installation_id', '=', installationId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Those to whom something is to be told, and those to whom something was told that may be over. */
async function ownersToTell({ db }: JobContext, installationId: number): Promise<ReadonlySet<string>> {
  const told = await db
    .selectFrom('hygiene_issues')
    .select('owner')
    .distinct()
    .where('installation_id', '=', installationId)
    .where('closed_at', 'is', null)
    .execute();
  return new Set([
    ...(await hygieneOwners(db, installationId, MAX_OWNERS)),
    ...told.map(({ owner }) => owner),
  ]);
}

/**
 * Makes every check of an installation, asks for the revocation of what is no longer needed, and has the owners told. A
 * second run finds the same.
 */
export async function lookAtRegister(
  context: JobContext,
  { installationId }: CheckRegisterTask,
): Promise<void> {
  const { db, queue } = context;
  if (!context.gate.admits(installationId)) return;
  const now = new Date();
  const organisation = await organisationPolicy(context, installationId);
  if (!organisation) return;
  await look(context, installationId, organisation, now);
  const owners = await ownersToTell(context, installationId);
  const renewal = renewJob(installationId);
  const isRenewed = context.successors !== undefined && (await hasRenewals(db, organisation, installationId));
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('governance_looks')
      .values({ installation_id: installationId, looked_at: now })
      .onConflict((conflict) => conflict.column('installation_id').doUpdateSet({ looked_at: now }))
      .execute();
    await queue.send(trx, [
      ...[...owners].map((owner) => hygieneJob(installationId, owner)),
      ...(isRenewed && !(await queue.isAsked(trx, renewal)) ? [renewal] : []),
    ]);
  });
  queue.wake();
}
