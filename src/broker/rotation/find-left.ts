import { readList } from '../adapters/record/read-list.ts';
import type { Session } from '../adapters/record/session.ts';
import type { Rotation } from '../adapters/rotation.ts';
import type { LeftBehind } from './rotator.ts';
import { stop, type Stop } from './stop.ts';
import { WORDS } from './words.ts';

/** The provider's clock may be so far behind ours, in milliseconds. */
const CLOCK_SKEW_MS = 5000;

/**
 * Finds exactly what an interrupted try issued: entries with its label, or, where the provider has no names, the one
 * that was not there before and was made right then. Somebody else's is never among them.
 */
export async function findLeftBehind(
  session: Session,
  rotation: Rotation,
  { label, before, since, until }: LeftBehind,
): Promise<readonly string[] | Stop> {
  const { left } = rotation;
  if (left === 'expires') return [];
  const listed = await readList(session, left);
  if (typeof listed === 'string') return stop(WORDS.unanswered(session.record.name), listed !== 'closed');
  if (left.name !== undefined) return listed.filter(({ name }) => name === label).map(({ id }) => id);
  const from = since.getTime() - CLOCK_SKEW_MS;
  const came = listed.filter(({ id, made }) => {
    const at = made?.getTime() ?? 0;
    return !before.includes(id) && at >= from && at <= until.getTime();
  });
  // Two cannot both be ours, so neither is touched.
  return came.length > 1 ? stop(WORDS.twoLeft(session.record.name)) : came.map(({ id }) => id);
}
