import { readWaiting } from '../../inventory/waiting.ts';
import type { JobContext } from '../queue/context.ts';
import type { RevokeTask } from '../queue/tasks.ts';
import { ENDS_BY_ITSELF } from './next-look.ts';

/** States from which the broker may act; all others wait for a person or have ended. */
const ACTIONABLE = new Set(['found', 'revoking', 'accepted_unverified']);

/** A person must decide first, unless it is the broker that waits: it is asked again. */
export async function mayAct(
  context: JobContext,
  incident: { readonly id: string; readonly state: string },
  { probes }: RevokeTask,
): Promise<boolean> {
  if (ACTIONABLE.has(incident.state)) return true;
  // The time has come that the broker named.
  if (ENDS_BY_ITSELF.has(incident.state)) return probes > 0;
  return incident.state === 'approval_needed' && (await readWaiting(context.db, incident.id)) === 'broker';
}
