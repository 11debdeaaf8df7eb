import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import type { GitHubAlert, GitHubLabels } from '../../broker-contract/foreign.ts';
import type { RevocationState } from '../../broker-contract/states.ts';
import type { BrokerContext } from '../context.ts';
import { isAtRest } from './wait.ts';

/** A secret that GitHub found. */
export type Alert = z.infer<typeof GitHubAlert>;
/** What became of an alert: a revocation, a value that is none of the operator's, or nothing. */
export type Taken = { readonly id: string } | 'of another format' | 'left alone';

/** GitHub waits for half a minute; what ended within this time, in milliseconds, is known to have been real. */
const WAIT_MS = 5000;
const LOOK_MS = 200;
const WAS_REAL = new Set<RevocationState>(['revoked_verified', 'disabled_verified']);

/** Ids of those that were alive, of a list of revocations, as far as that shows soon. */
async function findReal(context: BrokerContext, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const end = context.now() + WAIT_MS;
  for (;;) {
    const rows = await context.db
      .selectFrom('broker_revocations')
      .select(['id', 'state'])
      .where('id', 'in', [...new Set(ids)])
      .execute();
    if (context.now() >= end || rows.every(({ state }) => isAtRest(state)))
      return new Set(rows.filter(({ state }) => WAS_REAL.has(state)).map(({ id }) => id));
    await delay(LOOK_MS);
  }
}

/** What is known of each: a value of another format was none, one that was alive and was ended was real. */
export async function labelAlerts(
  context: BrokerContext,
  taken: readonly (readonly [Alert, Taken])[],
): Promise<GitHubLabels> {
  const real = await findReal(
    context,
    taken.flatMap(([, one]) => (typeof one === 'object' ? [one.id] : [])),
  );
  return taken.flatMap(([{ token, type }, one]): GitHubLabels => {
    const isReal = typeof one === 'object' && real.has(one.id);
    if (!isReal && one !== 'of another format') return [];
    const hash = createHash('sha256').update(token).digest('hex');
    return [{ token_hash: hash, token_type: type, label: isReal ? 'true_positive' : 'false_positive' }];
  });
}
