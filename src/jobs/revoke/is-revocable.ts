import type { IncidentState } from '../../inventory/state.ts';
import { readHome, readWaiting } from '../../inventory/waiting.ts';
import { revokesNever } from '../../policy/revokes-never.ts';
import type { JobContext } from '../queue/context.ts';
import { canEnd } from './can-end.ts';

/** Where a person may have it ended although it is not waiting for one. */
const LEFT: ReadonlySet<IncidentState> = new Set(['denied_by_policy', 'failed', 'manual_required']);

/** Whether somebody who may decide can have a credential ended now: then a check run offers it by a button. */
export async function isRevocable(
  context: JobContext,
  { id, state }: { readonly id: string; readonly state: IncidentState },
): Promise<boolean> {
  if (state !== 'approval_needed' && !LEFT.has(state)) return false;
  const home = await readHome(context.db, id);
  if (!home || (home.policy && revokesNever(home.policy, home.environment ?? undefined))) return false;
  if (state === 'approval_needed') return (await readWaiting(context.db, id)) === 'policy';
  return canEnd(context, id, { sure: true });
}
