import type { IncidentState } from '../../inventory/state.ts';
import { readHome } from '../../inventory/waiting.ts';
import type { JobContext } from '../queue/context.ts';
import { openLeak, readIncident } from './read-incident.ts';
import { readTrust } from './read-trust.ts';

/** What a plan calls an end. */
const ENDS: ReadonlySet<string> = new Set(['revoke', 'disable', 'remove_client']);
/** States in which a broker that was let do it has already said that a right is missing. */
const LACKS_RIGHT: ReadonlySet<IncidentState> = new Set(['manual_required']);

/**
 * Whether the broker may have a way to end a credential, as far as that is known without asking anybody. A broker of its own
 * may know more than this, and so may one that nothing is known of.
 *
 * @param sure false also where a way is known and the right for it was missing the last time
 */
export async function canEnd(
  context: JobContext,
  incidentId: string,
  { sure = false }: { readonly sure?: boolean } = {},
): Promise<boolean> {
  const { broker, db } = context;
  const incident = await readIncident(context, incidentId);
  const home = incident && (await readHome(db, incidentId));
  if (!incident || !home) return false;
  if (!broker.plan) return true;
  const trust = await readTrust(context, home.id);
  const { credential } = await openLeak(context, incident, { repositoryId: home.id }, trust);
  const plan = broker.plan(credential, trust);
  if (plan.remote) return !sure || ENDS.has(plan.action);
  if (!ENDS.has(plan.action)) return false;
  return !(sure && plan.needs !== undefined && LACKS_RIGHT.has(incident.state));
}
