import type { IncidentReport, PlanReport } from '../../inventory/report.ts';
import { readHome } from '../../inventory/waiting.ts';
import type { JobContext } from '../queue/context.ts';
import { openLeak, readIncident } from './read-incident.ts';
import { readTrust } from './read-trust.ts';

/** Why the broker was not let touch it; undefined where it was, or where policy never lets it. */
function reasonOf(
  { state }: Pick<IncidentReport, 'state'>,
  mode: 'observe' | 'enforce' | undefined,
): PlanReport['why'] | undefined {
  if (state === 'approval_needed') return 'approval';
  return state === 'denied_by_policy' && mode === 'observe' ? 'observe' : undefined;
}

/**
 * Adds to a report what the broker would do, for those who decide or who try Rekey out. The value is looked at, and sent
 * nowhere.
 */
export async function withPlan(context: JobContext, report: IncidentReport): Promise<IncidentReport> {
  const { db, broker } = context;
  // What waits for the operator of a broker is not decided here.
  const mayBePlanned = report.state === 'denied_by_policy' || report.approval !== undefined;
  if (!broker.plan || !mayBePlanned) return report;
  const home = await readHome(db, report.id);
  const why = reasonOf(report, home?.policy?.mode);
  const incident = why && (await readIncident(context, report.id));
  if (!home || !why || !incident) return report;
  const trust = await readTrust(context, home.id);
  const { credential } = await openLeak(context, incident, { repositoryId: home.id }, trust);
  const { adapter: _adapter, ...plan } = broker.plan(credential, trust);
  return { ...report, plan: { ...plan, why } };
}
