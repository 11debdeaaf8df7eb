import { isProvedDead } from '../../broker/prove-dead.ts';
import { stop, type Stop } from '../../broker/rotation/stop.ts';
import { stepAt, type RotationParts } from './context.ts';
import { delivered } from './deliver.ts';
import { sweep, tryAgain } from './issue.ts';
import { backoffMs, MAX_TRIES, type Change, type Rotating } from './stages.ts';

const DEAD = new Set(['revoked_verified', 'disabled_verified', 'already_inactive', 'expired']);
/** An accepted revocation that shows no effect yet is looked at so often, 30 seconds apart, then 60, 90 … */
const PROBE_STEP_MS = 30_000;

const IN_USE = 'The new credential is in use, but the old one still has to be ended.';

/** Ends the old credential and proves it, and sees to it that no other successor is left. */
export async function kill(parts: RotationParts, rotating: Rotating): Promise<Change> {
  const { now } = parts;
  const { old, facts, attempts } = rotating;
  const outcome =
    (await parts.rotator.endOld?.({ old, facts })) ??
    (await parts.broker.revoke(
      old,
      { issuers: [], servers: [] },
      { action: 'revoke', attemptedBefore: attempts > 0, seen: ['probe_live'] },
    ));
  const steps = outcome.evidence.map(({ at, event, http }) => ({
    at: at.toISOString(),
    event,
    ...(http === undefined ? {} : { http }),
  }));
  const inUse = `${IN_USE} ${outcome.explanation}`;
  const failed: Change = { stage: 'failed', runAt: 'never', explanation: inUse };
  if (!DEAD.has(outcome.state)) {
    const isAccepted = outcome.state === 'accepted_unverified';
    const problem = stop(inUse, outcome.retryable ?? isAccepted, outcome.retryAfterMs);
    const wait = isAccepted ? PROBE_STEP_MS * (rotating.attempts + 1) : undefined;
    const next = tryAgain(
      parts,
      rotating,
      { ...problem, ...(wait === undefined ? {} : { retryAfterMs: wait }) },
      { ...failed, steps: [stepAt(now, 'failed')] },
    );
    return { ...next, steps: [...steps, ...(next.steps ?? [])] };
  }
  const swept = rotating.tries > 1 ? await sweep(parts, rotating) : 0;
  if (typeof swept !== 'number')
    return tryAgain(parts, rotating, swept, {
      ...failed,
      explanation: `${leftover(rotating)} ${swept.stop}`,
    });
  return {
    stage: 'done',
    runAt: 'never',
    explanation: outcome.explanation,
    steps: [...steps, stepAt(now, 'old_revoked')],
  };
}

/** So often it is tried to take a successor back, up to ten minutes apart, before a person is called. */
const MAX_UNDO = 50;

const leftover = ({ label }: Rotating) =>
  `A credential named ${label}, or made at that time, may be left at the provider: look there and delete it.`;

/** Takes the successor away and sees it dead. */
async function takeBack(parts: RotationParts, rotating: Rotating): Promise<Stop | undefined> {
  const { old, facts, successor } = rotating;
  if (facts['new.id'] !== undefined) {
    const problem = await parts.rotator.remove({ old, facts, ...(successor ? { successor } : {}) });
    if (problem) return problem;
    const look = () =>
      successor ? parts.rotator.look({ old, facts }, successor) : Promise.resolve('dead' as const);
    if (!(await isProvedDead(look, parts.waits)))
      return stop('The successor lives on after its removal.', true);
  }
  const swept = await sweep(parts, rotating);
  return typeof swept === 'number' ? undefined : swept;
}

/** What was issued is taken back, unless it turns out to be in use. The old credential is left as it was. */
export async function undo(parts: RotationParts, rotating: Rotating): Promise<Change> {
  const { request, owner, successor, explanation = '' } = rotating;
  if (request.target.kind === 'vault_kv' && successor) {
    // The answer to a write may have been lost.
    const held = await parts.vault.holds(owner, request.target, successor);
    if (held === true) return delivered(parts.now, request.overlapSeconds);
    if (typeof held === 'object') return later(parts, rotating, held);
  }
  const problem = await takeBack(parts, rotating);
  if (problem) return later(parts, rotating, problem);
  const steps = [stepAt(parts.now, 'successor_removed'), stepAt(parts.now, 'failed')];
  return { stage: 'failed', runAt: 'never', explanation, steps };
}

function later(parts: RotationParts, rotating: Rotating, problem: Stop): Change {
  const { attempts, explanation = '' } = rotating;
  if (attempts + 1 < MAX_UNDO && (problem.retryable || attempts < MAX_TRIES)) {
    const wait = problem.retryAfterMs ?? backoffMs(attempts);
    return { stage: 'undo', again: true, runAt: new Date(parts.now() + wait) };
  }
  return {
    stage: 'failed',
    runAt: 'never',
    explanation: `${explanation} ${leftover(rotating)}`,
    steps: [stepAt(parts.now, 'failed')],
  };
}
