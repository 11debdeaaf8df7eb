import type { Selectable } from 'kysely';
import { isTerminal, type RevocationState } from '../../broker-contract/states.ts';
import type { BrokerContext } from '../context.ts';
import type { Call } from '../http/route.ts';
import type { RevocationRow } from '../store/schema.ts';

/** Longest time that an answer is held back, in milliseconds. */
const MAX_WAIT_MS = 10_000;
/** Another process may be at work on it: its row is looked at so often. */
const LOOK_MS = 1000;

/** Milliseconds that the client would wait for the end: `Prefer: wait=5`, RFC 7240 section 4.3. */
export function preferredWait({ request }: Call): number {
  const seconds = /(?:^|[,;\s])wait=(\d{1,3})/.exec(String(request.headers['prefer'] ?? ''))?.[1];
  return Math.min(Number(seconds ?? 0) * 1000, MAX_WAIT_MS);
}

/** Waiting longer would show nothing else soon. */
export function isAtRest(state: RevocationState): boolean {
  return isTerminal(state) || state === 'approval_needed';
}

/** The revocation once it came to rest, or as it is when the time is over. */
export async function waitForEnd(
  { db, runner, now }: BrokerContext,
  row: Selectable<RevocationRow>,
  waitMs: number,
): Promise<Selectable<RevocationRow>> {
  const end = now() + waitMs;
  let current = row;
  while (!isAtRest(current.state) && now() < end) {
    await runner.settled(row.id, Math.min(end - now(), LOOK_MS));
    const next = await db
      .selectFrom('broker_revocations')
      .selectAll()
      .where('id', '=', row.id)
      .executeTakeFirst();
    current = next ?? current;
  }
  return current;
}
