import { randomUUID } from 'node:crypto';
import { INSIDERS } from '../github/crowd.ts';
import type { Trx } from '../store/transaction.ts';
import { appendAudit } from './audit.ts';
import type { Observation } from './observation.ts';
import type { Scrub } from './scrub.ts';
import { BESIDE_CHANGED, wasSeenLive } from './was-seen-live.ts';

/** A credential that a place shows. */
export interface ShownCredential {
  readonly id: string;
  /** The place says otherwise than what was known whose it is or where it opens: what came of that proves nothing here. */
  readonly contradicts: boolean;
}

/**
 * What stands beside a value: whose it is, where it opens, and with what it is used. Whoever writes the place chooses it; many
 * values are the provider's only because their key is called so.
 */
const BESIDE = ['provider', 'type', 'server_url', 'client_id', 'key_id'] as const;

/** Types that name nothing: such a place contradicts none that does. */
const NAMELESS: ReadonlySet<string> = new Set(['generic-key', 'password']);

type Beside = Readonly<Record<(typeof BESIDE)[number], string | null>>;

/** Whether a place says otherwise than an equal one before it. What it does not say contradicts nothing. */
function isOtherwise(facts: Beside, known: Beside): boolean {
  const isNamed = !NAMELESS.has(facts.type ?? '');
  return BESIDE.some(
    (name) =>
      facts[name] !== null &&
      facts[name] !== known[name] &&
      (isNamed || (name !== 'provider' && name !== 'type')),
  );
}

function scrubbed(value: string | undefined, scrub: Scrub): string | null {
  return value === undefined ? null : scrub(value);
}

function factsOf({ finding, environment }: Observation, scrub: Scrub) {
  // An address with a credential in it could not be contacted anyway; better none than a wrong one.
  const isClean = finding.serverUrl !== undefined && scrub(finding.serverUrl) === finding.serverUrl;
  return {
    provider: finding.provider,
    type: finding.type,
    redacted: finding.redacted,
    server: scrubbed(finding.server, scrub),
    server_url: isClean ? finding.serverUrl : null,
    client_id: scrubbed(finding.clientId, scrub),
    key_id: scrubbed(finding.keyId, scrub),
    environment: environment ?? null,
  };
}

/**
 * Keeps a credential with what stands beside it. The organisation's own word counts before a stranger's, who may have a
 * leaked value and would like it to be looked for where it never was, or to be of an environment in which policy lets it
 * live. Of equals the first counts, and a second one adds what was missing.
 */
export async function upsertCredential(
  trx: Trx,
  installationId: number,
  print: string,
  observation: Observation,
  scrub: Scrub,
): Promise<ShownCredential> {
  const { crowd = INSIDERS } = observation;
  const told = factsOf(observation, scrub);
  // A stranger names no environment.
  const facts = crowd === INSIDERS ? told : { ...told, environment: null };
  const made = await trx
    .insertInto('credentials')
    .values({
      id: randomUUID(),
      installation_id: installationId,
      fingerprint: print,
      ...facts,
      facts_crowd: crowd === INSIDERS ? INSIDERS : 'outsider',
    })
    .onConflict((conflict) => conflict.columns(['installation_id', 'fingerprint']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return { id: made.id, contradicts: false };
  const known = await trx
    .selectFrom('credentials')
    .select(['id', 'facts_crowd', 'environment', ...BESIDE])
    .where('installation_id', '=', installationId)
    .where('fingerprint', '=', print)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { id } = known;
  const update = trx.updateTable('credentials').where('id', '=', id);
  const isOurs = crowd === INSIDERS;
  if (isOurs && known.facts_crowd !== INSIDERS) {
    await update.set({ ...facts, facts_crowd: INSIDERS }).execute();
    const contradicts = BESIDE.some((name) => facts[name] !== known[name]);
    if (contradicts) await forgetSights(trx, id);
    return { id, contradicts };
  }
  if (!isOurs && known.facts_crowd === INSIDERS) return { id, contradicts: false };
  // A second place may tell more than the first: the server's address makes an opaque bearer revocable, and the id a key.
  const added = {
    provider: known.provider,
    type: known.type,
    server_url: known.server_url ?? facts.server_url,
    client_id: known.client_id ?? facts.client_id,
    key_id: known.key_id ?? facts.key_id,
    environment: known.environment ?? facts.environment,
  };
  await update.set(added).execute();
  if (BESIDE.some((name) => added[name] !== known[name])) await forgetSights(trx, id);
  return { id, contradicts: isOtherwise(facts, known) };
}

/** Where it is asked from now on, nobody has seen it alive: that it was taken elsewhere makes no refusal there a proof. */
async function forgetSights(trx: Trx, credentialId: string): Promise<void> {
  const incidents = await trx
    .selectFrom('incidents')
    .select('id')
    .where('credential_id', '=', credentialId)
    .where('sealed', 'is not', null)
    .execute();
  for (const { id } of incidents)
    if (await wasSeenLive(trx, id)) await appendAudit(trx, id, 'rekey', [{ event: BESIDE_CHANGED }]);
}

/** Takes what a place says for what holds from now on. */
export async function replaceFacts(
  trx: Trx,
  credentialId: string,
  observation: Observation,
  scrub: Scrub,
): Promise<void> {
  const { environment: _environment, ...facts } = factsOf(observation, scrub);
  await trx.updateTable('credentials').set(facts).where('id', '=', credentialId).execute();
}
