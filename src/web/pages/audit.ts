import type { TrailEntry } from '../../audit/read-trail.ts';
import { eventName } from '../../respond/words/events.ts';
import { listInstallations } from '../../views/installations.ts';
import { listTrail, TrailQuery } from '../../views/trail.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { field, href, pager, select, table, withCode } from '../parts.ts';
import type { PageRequest } from '../request.ts';

const PATH = '/audit';

function row({
  at,
  actor,
  event,
  subject,
  subjectId,
  incident,
  why,
  http,
  seq,
  installation,
}: TrailEntry): Html {
  return html`<tr>
    <td><time datetime="${at}">${at.slice(0, 23).replace('T', ' ')}</time></td>
    <td><code>${actor}</code></td>
    <th scope="row">${withCode(eventName(event))}${http === null ? '' : ` (HTTP ${http})`}</th>
    <td>
      ${incident === null ? html`${subject} ${subjectId === null ? '' : html`<code>${subjectId}</code>`}` : html`<a href="/incidents/${incident}">${subject}</a>`}
    </td>
    <td>${why ?? ''}</td>
    <td class="num"><span class="vh">chain ${installation}, number</span> ${seq ?? 'being sealed'}</td>
  </tr>`;
}

/** The audit trail with its filters: who did what, when, to what, and why. */
export async function auditPage({ context, session, query }: PageRequest): Promise<Html> {
  const { db } = context;
  const filter = TrailQuery.parse(query);
  const [{ rows, next }, installations] = await Promise.all([
    listTrail(db, session.viewer, filter),
    listInstallations(db, session.viewer),
  ]);
  const { installation, actor, event, incident, since, until } = filter;
  const { cursor: _, ...kept } = filter;
  return page(
    'Audit',
    html`<h1>Audit trail</h1>
      <section class="card" aria-label="Filters">
        <form class="filters" method="get" action="${PATH}" role="search">
          ${field('Who', 'actor', actor, { like: '@login or rekey' })}
          ${field('What', 'event', event, { like: 'revoked_verified' })}
          ${select(
            'Organisation',
            'installation',
            'All',
            installations.map(({ id, owner }) => [String(id), owner] as const),
            installation === undefined ? undefined : String(installation),
          )}
          ${field('From', 'since', since, { type: 'date' })} ${field('To', 'until', until, { type: 'date' })}
          ${incident === undefined ? '' : html`<input type="hidden" name="incident" value="${incident}" />`}
          <button class="main">Filter</button>
          <a class="button" href="${PATH}">Show all</a>
        </form>
      </section>
      <section class="card">
        ${incident === undefined ? '' : html`<p>Of <a href="/incidents/${incident}">one incident</a>.</p>`}
        ${table('Newest first', ['When', 'Who', 'What', 'About', 'Why', { numbers: 'Number' }], rows.map(row), 'No entry fits.')}
        ${pager(PATH, filter, next)}
        <p class="small">
          Export the trail: <a href="${href('/export/audit.csv', kept)}">CSV</a>,
          <a href="${href('/export/audit.jsonl', kept)}">JSON Lines</a>, which
          <code>rekey audit verify</code> checks.
        </p>
      </section>`,
    { at: PATH, session },
  );
}
