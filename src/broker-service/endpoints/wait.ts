import type { Selectable } from 'kysely';
import { isTerminal } from '../../broker-contract/states.ts';
import type { BrokerContext } from '../context.ts';
import type { Call } from '../http/route.ts';
import type { RevocationRow } from '../store/schema.ts';

/** Longest time that an answer is held back, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** Milliseconds that the client would wait for the end: `Prefer: wait=5`, RFC 7240 section 4.3. */
export function preferredWait({ request }: Call): number {
  const seconds = /(?:^|[,;\s])wait=(\d{1,3})/.exec(String(request.headers['prefer'] ?? ''))?.[1];
  return Math.min(Number(seconds ?? 0) * 1000, MAX_WAIT_MS);
}

/** The revocation once this process has settled a try of it, or as it is when the time is over. */
export async function waitForEnd(
  { db, runner, now }: BrokerContext,
  row: Selectable<RevocationRow>,
  waitMs: number,
): Promise<Selectable<RevocationRow>> {
  const end = now() + waitMs;
  let current = row;
  while (!isTerminal(current.state) && current.state !== 'approval_needed') {
    const left = end - now();
    if (left <= 0) return current;
    const settled = runner.settled(row.id, left);
    // It may have been settled before anybody waited.
    const before = await db
      .selectFrom('broker_revocations')
      .selectAll()
      .where('id', '=', row.id)
      .executeTakeFirst();
    if (!before || isTerminal(before.state)) return before ?? current;
    await settled;
    current =
      (await db.selectFrom('broker_revocations').selectAll().where('id', '=', row.id).executeTakeFirst()) ??
      current;
  }
  return current;
}
