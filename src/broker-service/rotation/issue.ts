import { isStop, type Stop } from '../../broker/rotation/stop.ts';
import { NOT_REGISTERED } from '../../broker/adapters/record/words.ts';
import { needsId } from '../work/known-ids.ts';
import { stepAt, type RotationParts } from './context.ts';
import { backoffMs, MAX_TRIES, type Change, type Rotating } from './stages.ts';

/** A later try after a stop that passes, or what comes after the last. */
export function tryAgain(parts: RotationParts, rotating: Rotating, problem: Stop, after: Change): Change {
  if (!problem.retryable || rotating.attempts + 1 >= MAX_TRIES) return after;
  const wait = problem.retryAfterMs ?? backoffMs(rotating.attempts);
  return { stage: rotating.stage, again: true, runAt: new Date(parts.now() + wait) };
}

/** It ended and nothing was issued. */
const failWith = (parts: RotationParts, explanation: string): Change => ({
  stage: 'failed',
  runAt: 'never',
  explanation,
  steps: [stepAt(parts.now, 'failed')],
});

/** The broker saw this very value alive when it ended it, with the same public half. */
async function wasSeenLive({ db }: RotationParts, rotating: Rotating): Promise<boolean> {
  const { client, owner, valueDigest, request } = rotating;
  const rows = await db
    .selectFrom('broker_revocations')
    .select('request')
    .where('value_digest', '=', valueDigest)
    .where('client', '=', client)
    .where('owner', '=', owner)
    .where('seen_live', '=', true)
    .execute();
  return rows.some((row) => row.request.keyId === request.keyId && row.request.type === request.type);
}

/** How soon one that waits for others of its owner is looked at again. */
const BREAKER_WAIT_MS = 1000;
const PAUSED =
  'Many live credentials of this owner were ended within minutes: nothing is replaced until a person who runs the broker has looked.';

/** Learns what a successor would have to be, and asks the breaker whether one more credential may be ended. */
export async function prepare(parts: RotationParts, rotating: Rotating): Promise<Change> {
  const { old } = rotating;
  if (needsId(old) && old.credentialId === undefined) return failWith(parts, NOT_REGISTERED);
  const prepared = await parts.rotator.prepare(old, await wasSeenLive(parts, rotating));
  if (isStop(prepared)) return tryAgain(parts, rotating, prepared, failWith(parts, prepared.stop));
  const admission = await parts.admit(rotating);
  if (admission === 'wait') return { stage: 'prepare', runAt: new Date(parts.now() + BREAKER_WAIT_MS) };
  if (admission === 'tripped') return failWith(parts, PAUSED);
  return { stage: 'issue', ...prepared, steps: [stepAt(parts.now, 'prepared')] };
}

/** How long after the last request what it made may appear, in milliseconds. */
const SOON_MS = 120_000;

/**
 * Removes what interrupted tries left at the provider, but for the successor that is known.
 *
 * @returns how many there were
 */
export async function sweep({ rotator }: RotationParts, rotating: Rotating): Promise<number | Stop> {
  const { old, facts, label, before, triedAt, lastTriedAt } = rotating;
  if (!triedAt || !lastTriedAt) return 0;
  const left = { label, before, since: triedAt, until: new Date(lastTriedAt.getTime() + SOON_MS) };
  const known = facts['new.id'];
  const found = await rotator.findLeft(
    { old, facts },
    { ...left, before: known === undefined ? before : [...before, known] },
  );
  if (isStop(found)) return found;
  const ids = found.filter((id) => id !== known);
  for (const id of ids) {
    const problem = await rotator.remove({ old, facts: { ...facts, 'new.id': id } });
    if (problem) return problem;
  }
  return ids.length;
}

/** Before the request is sent it is noted, so that a later run knows to look for what it may have made. */
export async function issue(parts: RotationParts, rotating: Rotating, isNoted: boolean): Promise<Change> {
  const { rotator, now } = parts;
  if (!isNoted) {
    const swept = await sweep(parts, rotating);
    if (typeof swept !== 'number')
      return tryAgain(parts, rotating, swept, { stage: 'undo', explanation: swept.stop });
    const steps = [...(swept > 0 ? [stepAt(now, 'left_removed')] : []), stepAt(now, 'issue_sent')];
    return { stage: 'issue', trying: true, steps };
  }
  const issued = await rotator.issue({ old: rotating.old, facts: rotating.facts }, rotating.label);
  if (!isStop(issued)) {
    const { credentialId } = rotator.namesOf(rotating.old, issued.facts);
    return {
      stage: 'prove',
      facts: issued.facts,
      successor: issued.value,
      ...(credentialId === undefined ? {} : { issued: credentialId }),
      steps: [stepAt(now, 'issued')],
    };
  }
  // Refused in so many words: nothing was made. Anything else may have made one all the same.
  const after: Change = issued.retryable
    ? { stage: 'undo', explanation: issued.stop }
    : failWith(parts, issued.stop);
  return tryAgain(parts, rotating, issued, after);
}
