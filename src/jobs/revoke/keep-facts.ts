import type { Abilities, Description, LeakedCredential } from '../../broker/broker.ts';
import { redactKnownFormats } from '../../detect/index.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { recordFacts, type LearnedFacts } from '../../inventory/record-facts.ts';
import type { Database } from '../../store/database.ts';
import type { Trx } from '../../store/transaction.ts';
import type { OpenIncident } from './read-incident.ts';

function toolsOf(abilities: Abilities | undefined): LearnedFacts {
  return abilities ? { tools: abilities.tools, moreTools: abilities.more === true } : {};
}

/**
 * Keeps what the broker said of a credential. That its provider told goes into the audit trail, where it took the credential:
 * one that refused it told nothing, and what a value says of itself is no word of its provider.
 */
export async function keepDescription(
  trx: Trx,
  incident: Pick<OpenIncident, 'id' | 'credential_id'>,
  { secret }: LeakedCredential,
  description: Description,
): Promise<void> {
  const { abilities, active, ...facts } = description;
  const learned = { ...facts, audience: facts.audience ?? [], ...toolsOf(abilities) };
  await recordFacts(trx, incident.credential_id, learned, { secret, redactKnownFormats });
  if (description.source === 'provider' && active === true)
    await appendAudit(trx, incident.id, 'broker', [{ event: 'described' }]);
}

/** Keeps what a revocation learned on its way. */
export async function keepAbilities(
  db: Database,
  incident: Pick<OpenIncident, 'credential_id'>,
  { secret }: LeakedCredential,
  abilities: Abilities,
): Promise<void> {
  const learned = { ...toolsOf(abilities), source: 'provider' } as const;
  await recordFacts(db, incident.credential_id, learned, { secret, redactKnownFormats });
}
