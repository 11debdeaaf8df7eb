import { INCIDENT_STATES } from '../../inventory/state.ts';
import { SEVERITIES } from '../../policy/severity.ts';
import { SEVERITY_NAMES } from '../../respond/words/severity.ts';
import { IncidentFilter, listIncidents } from '../../views/incidents.ts';
import { html, type Html } from '../html.ts';
import { incidentTable } from '../incident-rows.ts';
import { page } from '../page.ts';
import { exportLinks, field, pager, select, stateName } from '../parts.ts';
import type { PageRequest } from '../request.ts';

const PATH = '/incidents';
const STATES: readonly (readonly [string, string])[] = [
  ['open', 'Open'],
  ['waiting', 'Waits for approval'],
  ['dead', 'Proved dead'],
  ...INCIDENT_STATES.map((state) => [state, `– ${stateName(state)}`] as const),
];

/** The list of incidents with its filters. */
export async function incidentsPage({ context, session, query }: PageRequest): Promise<Html> {
  const filter = IncidentFilter.parse(query);
  const { rows, next } = await listIncidents(context.db, session.viewer, filter);
  const { state, severity, provider, repository, owner, search } = filter;
  return page(
    'Incidents',
    html`<h1>Incidents</h1>
      <section class="card" aria-label="Filters">
        <form class="filters" method="get" action="${PATH}" role="search">
          ${field('Search', 'search', search, { type: 'search', wide: true })}
          ${select('State', 'state', 'All states', STATES, state)}
          ${select(
            'Severity',
            'severity',
            'Any',
            SEVERITIES.map((one) => [one, SEVERITY_NAMES[one]] as const),
            severity,
          )}
          ${field('Provider', 'provider', provider)}
          ${field('Repository', 'repository', repository, { like: 'owner/name' })}
          ${field('Owner', 'owner', owner, { like: '@login or @org/team' })}
          <button class="main">Filter</button>
          <a class="button" href="${PATH}">Show all</a>
        </form>
      </section>
      <section class="card">
        ${incidentTable('Newest first', rows, 'No incident fits.')} ${pager(PATH, filter, next)}
        ${rows.length > 0 ? exportLinks('incidents', filter) : ''}
      </section>`,
    { at: PATH, session },
  );
}
