import { sql } from 'kysely';
import { groundsOf, type Ground } from '../../governance/over.ts';
import { readHome, wasDeclined } from '../../inventory/waiting.ts';
import type { IncidentState } from '../../inventory/state.ts';
import { revokeModeFor } from '../../policy/merge-revoke.ts';
import type { Policy } from '../../policy/policy.ts';
import { revokesNever } from '../../policy/revokes-never.ts';
import { readCredentials } from '../../register/read-credentials.ts';
import type { RegisterScope } from '../../register/scope.ts';
import type { Database } from '../../store/database.ts';
import type { Trx } from '../../store/transaction.ts';
import { actAgain } from '../decide/act-again.ts';
import type { JobContext } from '../queue/context.ts';
import { canEnd } from '../revoke/can-end.ts';

/** So many at one look; the rest follow at the next. */
const MAX_AT_ONCE = 50;
const MAX_LOOKED_AT = 10_000;

/** Nothing is under way and nobody has decided for a time. A risk that somebody accepted stays accepted. */
const AT_REST: readonly IncidentState[] = [
  'approval_needed',
  'denied_by_policy',
  'manual_required',
  'unsupported',
  'untrusted_issuer',
  'failed',
];

/**
 * What the organisation's own policy says of a server's end answers what `ask` would ask. The other grounds are signs that
 * anybody who can write to a repository may give, so `ask` goes on asking.
 */
const ANSWERS_ASK: ReadonlySet<Ground> = new Set(['ended']);

interface Resting {
  readonly incidentId: string;
  readonly credentialId: string;
  readonly state: IncidentState;
  /** Checks of which somebody accepted what they find of it. */
  readonly accepted: readonly string[];
}

interface ToEnd extends Pick<Resting, 'incidentId' | 'state'> {
  readonly ground: Ground;
  readonly why: string;
}

/** Of which the value is held and nothing is under way, and for which it was not asked before. */
async function readResting(db: Database, installationId: number): Promise<readonly Resting[]> {
  const { rows } = await sql<Resting>`
    select i.id as "incidentId", c.id as "credentialId", i.state, coalesce((select jsonb_agg(x.check_id) from governance_exceptions x
      where x.installation_id = c.installation_id and x.subject_kind = 'credential' and x.subject_id = c.id::text
        and x.ended_at is null), '[]'::jsonb) as accepted
    from incidents i join credentials c on c.id = i.credential_id
    where c.installation_id = ${installationId} and i.sealed is not null and i.state in (${sql.join([...AT_REST])})
      and not exists (select 1 from audit a where a.incident_id = i.id and a.event = 'offboarded')
    order by i.id limit ${MAX_LOOKED_AT}`.execute(db);
  return rows;
}

/** Those that nothing needs any more, by what the register holds, whether or not a check is on that says so. */
async function readOver(db: Database, scope: RegisterScope, now: Date): Promise<readonly ToEnd[]> {
  const resting = await readResting(db, scope.installationId);
  if (resting.length === 0) return [];
  const byCredential = new Map(resting.map((one) => [one.credentialId, one]));
  const over: ToEnd[] = [];
  for await (const record of readCredentials(db, scope, [...byCredential.keys()])) {
    const { incidentId, state, accepted = [] } = byCredential.get(record.id) ?? {};
    const ground = groundsOf(record, { now }).find(({ check }) => !accepted.includes(check));
    if (incidentId !== undefined && state !== undefined && ground)
      over.push({ incidentId, state, ground: ground.ground, why: ground.why });
  }
  return over;
}

function lets(policy: Policy, environment: string | undefined, ground: Ground): boolean {
  if (revokesNever(policy, environment)) return false;
  return revokeModeFor(policy.revoke, environment) === 'auto' || ANSWERS_ASK.has(ground);
}

/** Asks for the revocation of one, while nobody else changes it. @returns whether it did */
async function end(trx: Trx, { queue }: Pick<JobContext, 'queue'>, over: ToEnd, isAble: boolean) {
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
export async function offboard(context: JobContext, scope: RegisterScope, now: Date): Promise<number> {
  let asked = 0;
  for (const over of await readOver(context.db, scope, now)) {
    if (asked === MAX_AT_ONCE) break;
    const isAble =
      over.state === 'approval_needed' || (await canEnd(context, over.incidentId, { sure: true }));
    const isAsked = await context.db.transaction().execute((trx) => end(trx, context, over, isAble));
    if (isAsked) asked += 1;
  }
  if (asked > 0) context.queue.wake();
  return asked;
}
