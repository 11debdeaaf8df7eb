import { z } from 'zod';
import { readTrail, type TrailCursor, type TrailEntry } from '../../audit/read-trail.ts';
import { eventName } from '../../respond/words/events.ts';
import { chainsOf, listInstallations } from '../../views/installations.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { field, href, pager, select, table, withCode } from '../parts.ts';
import type { PageRequest } from '../request.ts';

const PATH = '/audit';
const short = z.string().trim().min(1).max(100);
const day = z.iso.date().optional().catch(undefined);

/** What the trail can be narrowed by; what is not understood is left out. */
export const TrailQuery = z.object({
  actor: short.optional().catch(undefined),
  event: short.optional().catch(undefined),
  incident: z.uuid().optional().catch(undefined),
  installation: z.coerce.number().int().min(0).optional().catch(undefined),
  since: day,
  until: day,
  cursor: short.optional().catch(undefined),
});
type TrailQuery = z.infer<typeof TrailQuery>;

/** `2026-01-02T03:04:05.000006Z_17` */
const CURSOR = /^(?<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)_(?<id>\d{1,15})$/;

function readCursor(text: string | undefined): TrailCursor | undefined {
  const { at, id } = CURSOR.exec(text ?? '')?.groups ?? {};
  return at === undefined || id === undefined ? undefined : { at, id: Number(id) };
}

const start = (text: string) => new Date(`${text}T00:00:00Z`);

/** The moment at which a day begins, and the one after its end. */
export function periodOf({ since, until }: Pick<TrailQuery, 'since' | 'until'>) {
  return {
    ...(since === undefined ? {} : { since: start(since) }),
    ...(until === undefined ? {} : { until: new Date(start(until).getTime() + 86_400_000) }),
  };
}

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
  const [chains, installations] = await Promise.all([
    chainsOf(db, session.viewer),
    listInstallations(db, session.viewer),
  ]);
  const { installation, actor, event, incident, since, until } = filter;
  const { entries, next } = await readTrail(
    db,
    {
      installations: installation === undefined ? chains : chains.filter((id) => id === installation),
      actor,
      event,
      incident,
      ...periodOf(filter),
    },
    { after: readCursor(filter.cursor) },
  );
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
        ${table('Newest first', ['When', 'Who', 'What', 'About', 'Why', { numbers: 'Number' }], entries.map(row), 'No entry fits.')}
        ${pager(PATH, filter, next && `${next.at}_${next.id}`)}
        <p class="small">
          Export the trail: <a href="${href('/export/audit.csv', kept)}">CSV</a>,
          <a href="${href('/export/audit.jsonl', kept)}">JSON Lines</a>, which
          <code>rekey audit verify</code> checks.
        </p>
      </section>`,
    { at: PATH, session },
  );
}
