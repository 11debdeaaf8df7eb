import { setTimeout as delay } from 'node:timers/promises';
import { sealSecret } from '../../base/seal-secret.ts';
import type { Secret } from '../../base/secret.ts';
import { stop } from '../../broker/rotation/stop.ts';
import { stepAt, type RotationParts } from './context.ts';
import { tryAgain } from './issue.ts';
import type { Change, Rotating } from './stages.ts';

const NOT_LIVE = 'The provider issued a successor that it then did not accept, so it was taken back.';
const NO_KEY = 'The key that the successor was to be sealed to is none, so it was taken back.';

async function isAlive(
  { rotator, waits }: RotationParts,
  rotating: Rotating,
  value: Secret,
): Promise<boolean> {
  const { old, facts } = rotating;
  for (const wait of waits) {
    if (wait > 0) await delay(wait);
    if ((await rotator.look({ old, facts }, value)) === 'live') return true;
  }
  return false;
}

async function sealFor(publicKey: string, value: Secret): Promise<string | undefined> {
  try {
    return await sealSecret(publicKey, value);
  } catch {
    return undefined;
  }
}

/** Sees the successor alive, and seals it for whoever writes it. */
export async function prove(parts: RotationParts, rotating: Rotating, value: Secret): Promise<Change> {
  const { rotator, now, deliverMs } = parts;
  const { old, facts, request } = rotating;
  const claimed = await rotator.claim({ old, facts }, value);
  if (claimed) return tryAgain(parts, rotating, claimed, { stage: 'undo', explanation: claimed.stop });
  if (!(await isAlive(parts, rotating, value)))
    return tryAgain(parts, rotating, stop(NOT_LIVE, true), { stage: 'undo', explanation: NOT_LIVE });
  const steps = [stepAt(now, 'successor_live')];
  const { target } = request;
  if (target.kind === 'vault_kv') return { stage: 'deliver', steps };
  const box = await sealFor(target.public_key, value);
  if (box === undefined) return { stage: 'undo', explanation: NO_KEY };
  return { stage: 'await', box, steps, runAt: new Date(now() + deliverMs) };
}

/** The successor is where it is used: the old one lives on for the time of the overlap. */
export function delivered(now: () => number, overlapSeconds: number): Change {
  const until = new Date(now() + overlapSeconds * 1000);
  return {
    stage: 'overlap',
    runAt: until,
    overlapUntil: until,
    successor: null,
    box: null,
    steps: [stepAt(now, 'delivered')],
  };
}

/** Writes the successor to the operator's Vault. */
export async function deliver(parts: RotationParts, rotating: Rotating, value: Secret): Promise<Change> {
  const { request, owner } = rotating;
  const { target } = request;
  if (target.kind !== 'vault_kv') return { stage: 'await' };
  const problem = await parts.vault.write(owner, target, value);
  return problem
    ? tryAgain(parts, rotating, problem, { stage: 'undo', explanation: problem.stop })
    : delivered(parts.now, request.overlapSeconds);
}

const TOO_LATE = 'Nobody wrote the successor where it is used in time, so it was taken back.';

/** Nobody said that the box was written. */
export const expire = (): Change => ({ stage: 'undo', explanation: TOO_LATE });
