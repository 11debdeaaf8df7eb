import { randomUUID } from 'node:crypto';
import { fingerprint, seal, type Keys } from '../base/keys.ts';
import { INSIDERS } from '../github/crowd.ts';
import type { Trx } from '../store/transaction.ts';
import { appendAudit } from './audit.ts';
import { leavePause } from './leave-pause.ts';
import type { Observation } from './observation.ts';
import type { Scrub } from './scrub.ts';
import { isDead, isPending, type IncidentState } from './state.ts';
import { wasApproved, wasDeclined } from './waiting.ts';

/** A credential as the inventory knows it after a push. */
export interface RecordedCredential {
  readonly credentialId: string;
  readonly incidentId: string;
  readonly state: IncidentState;
  /** True when this push calls for a revocation that has not been asked for yet. */
  readonly toRevoke: boolean;
  /** Nobody of the organisation brought it this time. */
  readonly ofOutsiders?: boolean;
}

function scrubbed(value: string | undefined, scrub: Scrub): string | null {
  return value === undefined ? null : scrub(value);
}

async function upsertCredential(
  trx: Trx,
  installationId: number,
  print: string,
  { finding, environment, crowd = INSIDERS }: Observation,
  scrub: Scrub,
): Promise<string> {
  // An address with a credential in it could not be contacted anyway; better none than a wrong one.
  const serverUrl =
    finding.serverUrl !== undefined && scrub(finding.serverUrl) === finding.serverUrl
      ? finding.serverUrl
      : null;
  const { id } = await trx
    .insertInto('credentials')
    .values({
      id: randomUUID(),
      installation_id: installationId,
      fingerprint: print,
      provider: finding.provider,
      type: finding.type,
      redacted: finding.redacted,
      server: scrubbed(finding.server, scrub),
      server_url: serverUrl,
      client_id: scrubbed(finding.clientId, scrub),
      key_id: scrubbed(finding.keyId, scrub),
      // A stranger who has a leaked value could name an environment in which policy lets it live.
      environment: crowd === INSIDERS ? (environment ?? null) : null,
    })
    .onConflict((conflict) =>
      // A second place may tell more than the first: the server's address makes an opaque bearer revocable, and the id a key.
      conflict.columns(['installation_id', 'fingerprint']).doUpdateSet((eb) => ({
        server_url: eb.fn.coalesce('credentials.server_url', 'excluded.server_url'),
        client_id: eb.fn.coalesce('credentials.client_id', 'excluded.client_id'),
        key_id: eb.fn.coalesce('credentials.key_id', 'excluded.key_id'),
        environment: eb.fn.coalesce('credentials.environment', 'excluded.environment'),
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
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
 * environment was known: what waits for a person in production is the same value there.
 */
async function isHeld(
  trx: Trx,
  credentialId: string,
  known: { readonly id: string; readonly state: IncidentState } | undefined,
  { environment, firstState, crowd = INSIDERS }: Observation,
): Promise<boolean> {
  if (!known || firstState !== 'found' || !HELD.has(known.state)) return false;
  if (await isPausedFor(trx, known.id, crowd)) return true;
  if (environment !== undefined) return false;
  const credential = await trx
    .selectFrom('credentials')
    .select('environment')
    .where('id', '=', credentialId)
    .executeTakeFirst();
  return credential?.environment != null;
}

async function openIncident(
  trx: Trx,
  keys: Keys,
  credentialId: string,
  observation: Observation,
): Promise<RecordedCredential> {
  const { finding } = observation;
  const known = await trx
    .selectFrom('incidents')
    .select(['id', 'state', 'sealed'])
    .where('credential_id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst();
  const firstState = await firstStateOf(trx, known, observation);
  // Dead stays dead, a person's word stands, and what is under way goes on.
  const stands = known && (isDead(known.state) || known.state === 'dismissed' || isPending(known.state));
  const declined =
    known?.state === 'denied_by_policy' &&
    firstState === 'approval_needed' &&
    (await wasDeclined(trx, known.id));
  if (known && (stands || declined || (await isHeld(trx, credentialId, known, observation)))) {
    return { credentialId, incidentId: known.id, state: known.state, toRevoke: false };
  }
  const id = known?.id ?? randomUUID();
  const sealed = seal(keys, finding.secret, id);
  if (known) {
    await trx
      .updateTable('incidents')
      .set({ state: firstState, sealed, updated_at: new Date() })
      .where('id', '=', id)
      .execute();
  } else {
    await trx
      .insertInto('incidents')
      .values({ id, credential_id: credentialId, state: firstState, sealed })
      .execute();
  }
  if (known?.state !== firstState) await appendAudit(trx, id, 'rekey', [{ event: firstState }]);
  return { credentialId, incidentId: id, state: firstState, toRevoke: firstState === 'found' };
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
): Promise<ReadonlyMap<string, RecordedCredential>> {
  const byPrint = Map.groupBy(observations, ({ finding }) => fingerprint(keys, finding.secret));
  const recorded = new Map<string, RecordedCredential>();
  // In the order of the fingerprints, so that two workers lock the same rows in the same order.
  for (const [print, places] of [...byPrint].sort(([one], [other]) => (one < other ? -1 : 1))) {
    let credentialId = '';
    for (const place of places)
      credentialId = await upsertCredential(trx, installationId, print, place, scrub);
    const decisive = mostCautious(places);
    if (!decisive) continue;
    const opened = await openIncident(trx, keys, credentialId, decisive);
    const ofOutsiders = places.every(({ crowd = INSIDERS }) => crowd !== INSIDERS);
    const left = await leavePause(trx, opened, places);
    recorded.set(print, { ...left, ofOutsiders });
  }
  return recorded;
}
