import { findIds } from '../adapters/record/find-id.ts';
import type { OpenedSession } from '../adapters/record/open-session.ts';
import { readList } from '../adapters/record/read-list.ts';
import type { Session } from '../adapters/record/session.ts';
import type { Rotation } from '../adapters/rotation.ts';
import { findSite } from '../adapters/run-record.ts';
import type { Prepared } from './rotator.ts';
import { isStop, stop, type Stop } from './stop.ts';
import { WORDS } from './words.ts';

async function readBefore(session: Session, { left }: Rotation): Promise<readonly string[] | Stop> {
  if (left === 'expires' || left.name !== undefined) return [];
  const listed = await readList(session, left);
  return typeof listed === 'string'
    ? stop(WORDS.unanswered(session.record.name), listed === 'passing')
    : listed.map(({ id }) => id);
}

/** What the successor's names are made of, such as the account of a token. None of it is the value or the operator's. */
const isNamed = ({ keyId = '', credentialId = '' }: Rotation, name: string): boolean =>
  (keyId + credentialId).includes(`{${name}}`);

/** Asks for what one way needs; what it takes goes into the session's values. */
async function tryWay(session: Session, rotation: Rotation): Promise<readonly string[] | Stop> {
  const { name } = session.record;
  const found = await findIds(session, rotation.find ?? []);
  if (found === 'found') return readBefore(session, rotation);
  return found === 'none'
    ? stop(rotation.unlike ?? WORDS.notKnown(name))
    : stop(WORDS.unanswered(name), found === 'passing');
}

/**
 * Finds the first way by which a successor can be issued, and what that needs. A credential that is dead by now must
 * have been seen alive before, and belong to the only place that there is.
 */
export async function prepareRotation(
  { session, sites }: OpenedSession,
  wasSeenLive: boolean,
): Promise<Prepared | Stop> {
  const { record, values } = session;
  if (!values.has('admin')) return stop(WORDS.noWay(record.name));
  const life = await findSite(session, sites);
  if (life === 'unknown') return stop(WORDS.unanswered(record.name), session.wasUnanswered);
  if (life !== 'live' && (!wasSeenLive || sites.origins.length > 1)) return stop(WORDS.notLive(record.name));
  const known = new Set(values.keys());
  let last: Stop = stop(WORDS.noWay(record.name));
  for (const [way, rotation] of (record.rotations ?? []).entries()) {
    const before = await tryWay(session, rotation);
    if (!isStop(before)) {
      const learned = [...values].filter(([name]) => isNamed(rotation, name) || !known.has(name));
      const { cursor: _cursor, ...found } = Object.fromEntries(learned);
      return { facts: { ...found, way: String(way), origin: session.origin }, before };
    }
    if (before.retryable) return before;
    last = before;
  }
  return last;
}
