import type { Broker, LeakedCredential, Outcome, Trust } from '../../broker/broker.ts';

/** Says what would be done and changes nothing. */
export async function dryRun(
  broker: Broker,
  credential: LeakedCredential,
  trust: Trust,
  signal: AbortSignal,
): Promise<Outcome> {
  return { ...(await broker.revoke(credential, trust, { action: 'dry_run', signal })), dryRun: true };
}
