import { randomUUID } from 'node:crypto';
import { fingerprint, seal, type Keys } from '../base/keys.ts';
import { INSIDERS } from '../github/crowd.ts';
import type { RepositoryRef } from '../github/types.ts';
import type { Trx } from '../store/transaction.ts';
import { appendAudit } from './audit.ts';
import { endDismissal, type FoundIn } from './dismissals.ts';
import { leavePause } from './leave-pause.ts';
import type { Observation } from './observation.ts';
import type { Scrub } from './scrub.ts';
import { isDead, isPending, type IncidentState } from './state.ts';
import { replaceFacts, upsertCredential, type ShownCredential } from './upsert-credential.ts';
import { wasApproved, wasDeclined } from './waiting.ts';
import { wasSeenLive } from './was-seen-live.ts';

/** A credential as the inventory knows it after a push. */
export interface RecordedCredential {
  readonly credentialId: string;
  readonly incidentId: string;
  readonly state: IncidentState;
  /** True when this push calls for a revocation that has not been asked for yet. */
  readonly toRevoke: boolean;
  /** Nobody of the organisation brought it this time. */
  readonly ofOutsiders?: boolean;
  /** It was dismissed, which does not hold where it was found now. */
  readonly reopened?: boolean;
}

/** Once reopened by a person, what is found again needs no other person: it was only its value that was missing. */
async function firstStateOf(
  trx: Trx,
  known: { readonly id: string; readonly sealed: Uint8Array | null } | undefined,
  { firstState }: Observation,
): Promise<Observation['firstState']> {
  const isReopened = known?.sealed === null && (await wasApproved(trx, known.id));
  return firstState === 'approval_needed' && isReopened ? 'found' : firstState;
}

const HELD: ReadonlySet<IncidentState> = new Set(['approval_needed', 'denied_by_policy']);

/** Whether it waits in a pause of those who bring it once more: that says nothing new. */
async function isPausedFor(trx: Trx, incidentId: string, crowd: string): Promise<boolean> {
  const row = await trx
    .selectFrom('admissions')
    .select('crowd')
    .where('incident_id', '=', incidentId)
    .where('pause_id', 'is not', null)
    .executeTakeFirst();
  return row?.crowd === crowd;
}

/**
 * A place that does not tell the environment, such as a log or an alert, lets nothing go on that was held back where the
 * environment was known: what waits for a person in production is the same value there. Nor does what somebody brings who
 * may not write: whoever knows a value that waits could let it go on so.
 */
async function isHeld(
  trx: Trx,
  credentialId: string,
  known: { readonly id: string; readonly state: IncidentState } | undefined,
  { environment, firstState, crowd = INSIDERS }: Observation,
): Promise<boolean> {
  if (!known || firstState !== 'found' || !HELD.has(known.state)) return false;
  // A stranger lets nothing go on; what waits only for another stranger's count leaves it by itself.
  if (crowd !== INSIDERS || (await isPausedFor(trx, known.id, crowd))) return true;
  if (environment !== undefined) return false;
  const credential = await trx
    .selectFrom('credentials')
    .select('environment')
    .where('id', '=', credentialId)
    .executeTakeFirst();
  return credential?.environment != null;
}

/**
 * Whether a proof of death holds for what is seen now. Where the value itself was never seen alive, it only says that it
 * opened nothing with what stood beside it then.
 */
async function isProvedFor(
  trx: Trx,
  known: { readonly id: string; readonly state: IncidentState },
  contradicts: boolean,
): Promise<boolean> {
  return isDead(known.state) && (!contradicts || (await wasSeenLive(trx, known.id)));
}

/** Where policy asks a person, no end of a pause lets it go on. */
async function forgetPause(trx: Trx, incidentId: string): Promise<void> {
  await trx
    .deleteFrom('admissions')
    .where('incident_id', '=', incidentId)
    .where('pause_id', 'is not', null)
    .execute();
}

async function openIncident(
  trx: Trx,
  keys: Keys,
  { id: credentialId, contradicts }: ShownCredential,
  observation: Observation,
  scrub: Scrub,
  found: FoundIn,
): Promise<RecordedCredential> {
  const { finding, crowd = INSIDERS } = observation;
  const row = await trx
    .selectFrom('incidents')
    .select(['id', 'state', 'sealed'])
    .where('credential_id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst();
  const before = row?.state === 'dismissed' ? await endDismissal(trx, row.id, found) : undefined;
  const reopened = before !== undefined;
  const known = row && reopened ? { ...row, state: before } : row;
  const firstState = reopened ? observation.firstState : await firstStateOf(trx, known, observation);
  // Dead stays dead, a person's word stands, and what is under way goes on.
  const stands =
    known &&
    ((await isProvedFor(trx, known, contradicts)) || known.state === 'dismissed' || isPending(known.state));
  const declined =
    known?.state === 'denied_by_policy' &&
    firstState === 'approval_needed' &&
    (await wasDeclined(trx, known.id));
  // What a stranger brings is looked at, and changes nothing else.
  const isIdle = known && crowd !== INSIDERS && firstState !== 'found';
  if (known && (stands || declined || isIdle || (await isHeld(trx, credentialId, known, observation)))) {
    return { credentialId, incidentId: known.id, state: known.state, toRevoke: false, reopened };
  }
  const id = known?.id ?? randomUUID();
  const sealed = seal(keys, finding.secret, id);
  if (known) {
    const isOtherwise = contradicts && !(await wasSeenLive(trx, known.id));
    if (isDead(known.state) || isOtherwise) await replaceFacts(trx, credentialId, observation, scrub);
    if (firstState === 'approval_needed') await forgetPause(trx, id);
    await trx
      .updateTable('incidents')
      .set({
        state: firstState,
        sealed,
        updated_at: new Date(),
        ...(reopened ? { explanation: null, rotate_url: null } : {}),
      })
      .where('id', '=', id)
      .execute();
  } else {
    await trx
      .insertInto('incidents')
      .values({ id, credential_id: credentialId, state: firstState, sealed })
      .execute();
  }
  if (reopened || known?.state !== firstState) await appendAudit(trx, id, 'rekey', [{ event: firstState }]);
  return { credentialId, incidentId: id, state: firstState, toRevoke: firstState === 'found', reopened };
}

const CAUTION: readonly Observation['firstState'][] = ['denied_by_policy', 'approval_needed', 'found'];

/** Of several places the one where policy allows least: a value in a test's configuration may be that of production. */
function mostCautious(places: readonly Observation[]): Observation | undefined {
  return places.toSorted((a, b) => CAUTION.indexOf(a.firstState) - CAUTION.indexOf(b.firstState))[0];
}

/**
 * Records the credentials of a push and opens or reopens their incidents: one of each for each distinct value,
 * however many places it stands in.
 *
 * @returns by fingerprint
 */
export async function recordCredentials(
  trx: Trx,
  keys: Keys,
  installationId: number,
  observations: readonly Observation[],
  scrub: Scrub,
  repository: Pick<RepositoryRef, 'id' | 'private'>,
): Promise<ReadonlyMap<string, RecordedCredential>> {
  const byPrint = Map.groupBy(observations, ({ finding }) => fingerprint(keys, finding.secret));
  const recorded = new Map<string, RecordedCredential>();
  // In the order of the fingerprints, so that two workers lock the same rows in the same order.
  for (const [print, places] of [...byPrint].sort(([one], [other]) => (one < other ? -1 : 1))) {
    let shown: ShownCredential | undefined;
    for (const place of places) {
      const { id, contradicts } = await upsertCredential(trx, installationId, print, place, scrub);
      shown = { id, contradicts: contradicts || shown?.contradicts === true };
    }
    const decisive = mostCautious(places);
    if (!decisive || !shown) continue;
    const ofOutsiders = places.every(({ crowd = INSIDERS }) => crowd !== INSIDERS);
    const opened = await openIncident(trx, keys, shown, decisive, scrub, { ...repository, ofOutsiders });
    const left = await leavePause(trx, opened, places);
    recorded.set(print, { ...left, ofOutsiders });
  }
  return recorded;
}
