import { setTimeout as delay } from 'node:timers/promises';
import type { Broker, Description, LeakedCredential, Trust } from '../../broker/broker.ts';

/** How long an answer is waited for, and whether a revocation waits as well. */
export interface Patience {
  readonly maxMs: number;
  readonly beforeRevocation: boolean;
}

/**
 * Asks the broker whose a credential is and what it may do. Undefined when it cannot tell, fails, or has not answered in
 * time: nothing that follows may depend on it.
 */
export async function describeBounded(
  broker: Pick<Broker, 'describe'>,
  credential: LeakedCredential,
  trust: Trust,
  { maxMs, beforeRevocation }: Patience,
): Promise<Description | undefined> {
  if (!broker.describe) return undefined;
  const answered = new AbortController();
  // A broker that does not listen to the signal is left behind.
  const late = delay(maxMs, undefined, { signal: answered.signal }).catch(() => undefined);
  try {
    const options = { signal: AbortSignal.timeout(maxMs), beforeRevocation };
    return await Promise.race([broker.describe(credential, trust, options), late]);
  } catch {
    // The error is dropped on purpose: one that nobody foresaw may hold the value.
    return undefined;
  } finally {
    answered.abort();
  }
}
