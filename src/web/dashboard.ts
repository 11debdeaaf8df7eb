import type { Database } from '../store/database.ts';
import { readIncidentReport } from '../inventory/read-reports.ts';
import type { IncidentReport } from '../inventory/report.ts';
import { isDead, isEnded, isPending, type IncidentState } from '../inventory/state.ts';
import { abilitiesSection } from './abilities-section.ts';
import { decisionForm } from './decision-form.ts';
import { gapsSection } from './gaps-section.ts';
import { html, type Html } from './html.ts';
import { page } from './page.ts';
import { pausedLine } from './pauses-section.ts';

const MAX_ROWS = 100;

function tone(state: IncidentState): string {
  if (isDead(state) || state === 'dismissed') return 'dead';
  return isPending(state) || state === 'accepted_unverified' ? 'busy' : 'open';
}

function badge(state: IncidentState): Html {
  return html`<span class="badge ${tone(state)}">${state.replaceAll('_', ' ')}</span>`;
}

/** A repository that holds it became public; once it is dead that matters no more. */
function urgentBadge(urgent: boolean, state: IncidentState): Html | string {
  return urgent && !isEnded(state) ? html`<span class="badge open">urgent</span>` : '';
}

const seconds = (from: Date, to: Date): string => `${((to.getTime() - from.getTime()) / 1000).toFixed(3)} s`;

/** The list of incidents, newest first. */
export async function overviewPage(db: Database): Promise<Html> {
  const counts = await db
    .selectFrom('incidents')
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .groupBy('state')
    .execute();
  const rows = await db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select([
      'incidents.id',
      'state',
      'provider',
      'type',
      'redacted',
      'server',
      'urgent_at',
      'incidents.created_at',
      'incidents.updated_at',
    ])
    .orderBy('incidents.created_at', 'desc')
    .limit(MAX_ROWS)
    .execute();
  const total = counts.reduce((sum, { n }) => sum + n, 0);
  const dead = counts.filter(({ state }) => isDead(state)).reduce((sum, { n }) => sum + n, 0);
  return page(
    'Incidents',
    html`<h1>Leaked MCP credentials</h1>
      <p class="numbers"><b>${total}</b> found <b>${dead}</b> proved dead <b>${total - dead}</b> open</p>
      ${await pausedLine(db)}
      <p>
        <a href="/first-look">First look</a> · <a href="/histories">Histories</a> ·
        <a href="/health">Health</a>
      </p>
      <table>
        <caption>
          ${rows.length === MAX_ROWS ? `The newest ${MAX_ROWS}` : 'All incidents'}, newest first
        </caption>
        <thead>
          <tr>
            <th>State</th>
            <th>Credential</th>
            <th>MCP server</th>
            <th>Found</th>
            <th>Last change after</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <td>${badge(row.state)} ${urgentBadge(row.urgent_at !== null, row.state)}</td>
                <td><a href="/incidents/${row.id}">${row.type}</a> <code>${row.redacted}</code></td>
                <td>${row.server ?? '–'}</td>
                <td><time>${row.created_at.toISOString()}</time></td>
                <td>${seconds(row.created_at, row.updated_at)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${rows.length === 0 ? html`<p>Nothing has leaked so far.</p>` : ''} ${await gapsSection(db)}`,
  );
}

function places(report: IncidentReport): Html {
  return html`<ul>
    ${report.exposures.map(
      (place) =>
        html`<li>
          <code>${place.repository.owner}/${place.repository.name}</code>
          ${place.place === undefined ? html`at <code>${place.commit.slice(0, 12)}</code>` : place.place.kind}:
          <code>${place.path}</code> line ${place.startLine}
        </li>`,
    )}
  </ul>`;
}

/** What a page of an incident needs of its visitor. */
export interface Visit {
  /** For forms of this session. */
  readonly token: string;
  /** What came of the form that was sent last. */
  readonly said?: string;
}

/** One incident with its places and its timeline; undefined when there is none. */
export async function incidentPage(
  db: Database,
  id: string,
  { token, said }: Visit,
): Promise<Html | undefined> {
  const report = await readIncidentReport(db, id);
  if (!report) return undefined;
  const start = report.timeline[0]?.at ?? new Date();
  return page(
    report.type,
    html`<p><a href="/">All incidents</a></p>
      <h1>${report.type} <code>${report.redacted}</code></h1>
      <p>
        ${badge(report.state)} ${urgentBadge(report.urgent === true, report.state)}
        ${report.explanation ?? ''}
      </p>
      ${report.rotateUrl ? html`<p>Rotate it here: <a rel="noreferrer" href="${report.rotateUrl}">${report.rotateUrl}</a></p>` : ''}
      <p>Fingerprint <code>${report.fingerprint}</code>, provider ${report.provider}</p>
      ${said === undefined ? '' : html`<p role="status"><b>${said}</b></p>`} ${decisionForm(report, token)}
      ${abilitiesSection(report)}
      <h2>Where it was seen (${report.exposureCount})</h2>
      ${places(report)}
      <h2>Timeline</h2>
      <ol>
        ${report.timeline.map(
          (entry) =>
            html`<li>
              <time>${entry.at.toISOString()}</time> +${seconds(start, entry.at)}
              <b>${entry.event.replaceAll('_', ' ')}</b>
              ${entry.http === undefined ? '' : html`(HTTP ${entry.http})`}
              ${entry.person === undefined ? '' : html`by <code>${entry.person}</code>`}
            </li>`,
        )}
      </ol>`,
  );
}
