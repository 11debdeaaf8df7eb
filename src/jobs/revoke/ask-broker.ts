import type { Leak, LeakedCredential, Outcome, Trust } from '../../broker/broker.ts';
import { tieSights } from '../../inventory/tie-sights.ts';
import type { JobContext } from '../queue/context.ts';
import { keepSights } from './keep-sights.ts';
import type { OpenIncident } from './read-incident.ts';
import { sightFacts } from './sight-facts.ts';

/** What the broker is asked to end. */
export interface Asked {
  readonly incident: OpenIncident;
  readonly credential: LeakedCredential;
  readonly trust: Trust;
  readonly leak: Leak | undefined;
  /** An earlier try may have sent the revocation. */
  readonly attemptedBefore: boolean;
}

/**
 * Has the broker end a credential, with what is known of how it was seen alive. Where it came too late to see that itself,
 * since another part of the same leak took it along meanwhile, it is asked once more with what was seen there.
 */
export async function askBroker(context: JobContext, asked: Asked): Promise<Outcome> {
  const { db, broker } = context;
  const { incident, credential, trust, leak, attemptedBefore } = asked;
  const facts = sightFacts(credential, trust);
  const read = () => db.transaction().execute((trx) => tieSights(trx, incident.id, facts));
  const revoke = (seen: Awaited<ReturnType<typeof read>>) =>
    broker.revoke(credential, trust, {
      attemptedBefore: attemptedBefore || seen.length > 0,
      seen,
      onSight: (sights, part) => keepSights(context, incident, credential, { sights, part, trust }),
      ...(leak ? { leak } : {}),
    });
  const seen = await read();
  const outcome = await revoke(seen);
  if (outcome.state !== 'manual_required') return outcome;
  const own = new Set(outcome.evidence.map(({ event }) => event));
  const now = await read();
  if (now.every((sight) => seen.includes(sight) || own.has(sight))) return outcome;
  const again = await revoke(now);
  return { ...again, evidence: [...outcome.evidence, ...again.evidence] };
}
