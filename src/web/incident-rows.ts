import { credentialName } from '../detect/credential-name.ts';
import type { IncidentRow } from '../views/incidents.ts';
import { html, type Html } from './html.ts';
import { badge, moment, names, number, severityBadge, stateBadge, table } from './parts.ts';
import { isEnded } from '../inventory/state.ts';

function row(incident: IncidentRow, now: number): Html {
  const { id, state, redacted, server, owners, severity, dueAt, urgent, repository, places } = incident;
  const isOpen = !isEnded(state);
  const isLate = isOpen && dueAt !== null && dueAt.getTime() < now;
  return html`<tr>
    <td>
      ${stateBadge(state)} ${urgent && isOpen ? badge('Urgent', 'open') : ''}
      ${isLate ? badge('Overdue', 'open') : ''}
    </td>
    <th scope="row">
      <a href="/incidents/${id}">${credentialName(incident)}</a><br /><code>${redacted}</code>
      ${server === null ? '' : html`<span class="small quiet">of ${server}</span>`}
    </th>
    <td>
      ${repository === null ? '–' : html`<code>${repository}</code>`}
      ${places > 1 ? html`<span class="small quiet">${number(places)} places</span>` : ''}
    </td>
    <td>${severityBadge(severity)}</td>
    <td>${names(owners, 2)}</td>
    <td>${moment(incident.createdAt)}</td>
  </tr>`;
}

/** Incidents in a table, each with the way to its page. */
export function incidentTable(caption: string, rows: readonly IncidentRow[], empty: string): Html {
  const now = Date.now();
  return table(
    caption,
    ['Is it dead?', 'Credential', 'Where', 'Severity', 'Owner', 'Found'],
    rows.map((incident) => row(incident, now)),
    empty,
  );
}
