import { frameworkIds } from '../../inventory/frameworks.ts';
import type { IncidentReport } from '../../inventory/report.ts';
import { groupBy } from '../group-by.ts';

/** The line that says to which entries of published frames an incident maps. Nothing in it comes from a repository. */
export function frameworkLine(incident: Pick<IncidentReport, 'exposures' | 'facts' | 'state'>): string {
  const frames = [...groupBy(frameworkIds(incident), ({ framework }) => framework)].map(
    ([{ name, url }, ids]) => `[${name}](${url}) ${ids.map(({ id, title }) => `${id} ${title}`).join(', ')}`,
  );
  return `Maps to: ${frames.join('; ')}.`;
}
