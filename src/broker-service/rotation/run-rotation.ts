import type { RotationParts } from './context.ts';
import { deliver, expire, prove } from './deliver.ts';
import { kill, undo } from './end.ts';
import { issue, prepare } from './issue.ts';
import type { Change, Rotating } from './stages.ts';
import type { RotationStage } from '../store/schema.ts';

const LOST = 'The broker lost the successor before it was delivered.';

type Run = (parts: RotationParts, rotating: Rotating, isNoted: boolean) => Promise<Change> | Change;

/** What needs the new value. Without it, which cannot be, what was issued is taken back. */
const withValue =
  (step: typeof prove): Run =>
  (parts, rotating) =>
    rotating.successor ? step(parts, rotating, rotating.successor) : { stage: 'undo', explanation: LOST };

/** One step for each stage in which something is left to do. */
const STEPS: Readonly<Partial<Record<RotationStage, Run>>> = {
  prepare,
  issue,
  prove: withValue(prove),
  deliver: withValue(deliver),
  await: expire,
  overlap: () => ({ stage: 'kill' }),
  kill,
  undo,
};

/**
 * The next step of a rotation. It changes nothing in the database: what it says must be written before the step after
 * it begins.
 *
 * @param isNoted the request to issue was noted by the step before, in this process
 */
export async function runStep(
  parts: RotationParts,
  rotating: Rotating,
  isNoted: boolean,
): Promise<Change | undefined> {
  return await STEPS[rotating.stage]?.(parts, rotating, isNoted);
}
