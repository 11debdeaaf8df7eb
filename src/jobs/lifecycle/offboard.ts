import { sql } from 'kysely';
import { readHome, wasDeclined } from '../../inventory/waiting.ts';
import type { IncidentState } from '../../inventory/state.ts';
import { revokeModeFor } from '../../policy/merge-revoke.ts';
import type { Policy } from '../../policy/policy.ts';
import { revokesNever } from '../../policy/revokes-never.ts';
import type { Trx } from '../../store/transaction.ts';
import { actAgain } from '../decide/act-again.ts';
import type { JobContext } from '../queue/context.ts';
import { canEnd } from '../revoke/can-end.ts';

/** So many at one look; the rest follow at the next. */
const MAX_AT_ONCE = 50;

/** Nothing is under way and nobody has decided for a time. A risk that somebody accepted stays accepted. */
const AT_REST: readonly IncidentState[] = [
  'approval_needed',
  'denied_by_policy',
  'manual_required',
  'unsupported',
  'untrusted_issuer',
  'failed',
];

/** Why nothing needs a credential any more. */
type Ground = 'ended' | 'archived' | 'removed' | 'owner';

/**
 * What the organisation's own policy says of a server's end answers what `ask` would ask. The other grounds are signs that
 * anybody who can write to a repository may give, so `ask` goes on asking.
 */
const ANSWERS_ASK: ReadonlySet<Ground> = new Set(['ended']);

interface Over {
  readonly incidentId: string;
  readonly state: IncidentState;
  readonly ground: Ground;
  readonly why: string;
}

async function readOver({ db }: Pick<JobContext, 'db'>, installationId: number): Promise<readonly Over[]> {
  const { rows } = await sql<Over>`
    select * from (
      select distinct on (i.id) i.id as "incidentId", i.state, coalesce(f.facts->>'ground', 'owner') as ground,
        coalesce(f.facts->>'why', 'its owners have left: ' || (f.facts->>'owners')) as why
      from governance_findings f
      join incidents i on i.credential_id = case when f.subject_kind = 'credential' then f.subject_id::uuid end
      where f.installation_id = ${installationId} and f.closed_at is null and f.subject_kind = 'credential'
        and f.check_id in ('outlived', 'owner-gone') and i.sealed is not null and i.state in (${sql.join([...AT_REST])})
        and not exists (select 1 from governance_exceptions x where x.installation_id = f.installation_id
          and x.check_id = f.check_id and x.subject_kind = f.subject_kind and x.subject_id = f.subject_id and x.ended_at is null)
        and not exists (select 1 from audit a where a.incident_id = i.id and a.event = 'offboarded')
      order by i.id, f.check_id desc) t
    order by t."incidentId"`.execute(db);
  return rows;
}

function lets(policy: Policy, environment: string | undefined, ground: Ground): boolean {
  if (revokesNever(policy, environment)) return false;
  return revokeModeFor(policy.revoke, environment) === 'auto' || ANSWERS_ASK.has(ground);
}

/** Asks for the revocation of one, while nobody else changes it. @returns whether it did */
async function end(trx: Trx, { queue }: Pick<JobContext, 'queue'>, over: Over, isAble: boolean) {
  const { incidentId, ground, why } = over;
  const incident = await trx
    .selectFrom('incidents')
    .select(['state', 'sealed'])
    .where('id', '=', incidentId)
    .forUpdate()
    .executeTakeFirst();
  if (!incident || incident.sealed === null || !AT_REST.includes(incident.state)) return false;
  const home = await readHome(trx, incidentId);
  if (!home?.policy || !lets(home.policy, home.environment ?? undefined, ground)) return false;
  if (await wasDeclined(trx, incidentId)) return false;
  if (!isAble && incident.state !== 'approval_needed') return false;
  const place = { incidentId, repositoryId: home.id, installationId: home.installation_id };
  await actAgain(trx, queue, place, 'rekey', { event: 'offboarded', why });
  return true;
}

/**
 * Has leaked credentials ended that nothing needs any more: those of which the value is still held and that policy lets be
 * revoked. It overrules no person, and asks once for each. The findings of the checks say what to do about the others.
 *
 * @returns for how many it asked
 */
export async function offboard(context: JobContext, installationId: number): Promise<number> {
  let asked = 0;
  for (const over of await readOver(context, installationId)) {
    if (asked === MAX_AT_ONCE) break;
    const isAble =
      over.state === 'approval_needed' || (await canEnd(context, over.incidentId, { sure: true }));
    const isAsked = await context.db.transaction().execute((trx) => end(trx, context, over, isAble));
    if (isAsked) asked += 1;
  }
  if (asked > 0) context.queue.wake();
  return asked;
}
