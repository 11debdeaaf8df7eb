import { listAgents, type AgentRow } from '../../views/agents.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { day, moment, names, table } from '../parts.ts';
import type { PageRequest } from '../request.ts';
import type { Session } from '../session.ts';

const PATH = '/agents';

const row = (
  { id, client, login, organisations, beganAt, lastUsedAt, endsAt }: AgentRow,
  { person, token }: Session,
): Html =>
  html`<tr>
    <th scope="row">${client}</th>
    ${person ? '' : html`<td><code>@${login}</code></td>`}
    <td>${names(organisations)}</td>
    <td>${moment(beganAt)}</td>
    <td>${lastUsedAt === null ? 'never' : moment(lastUsedAt)}</td>
    <td>${day(endsAt)}</td>
    <td>
      <form method="post" action="/agents/${id}/end">
        <input type="hidden" name="token" value="${token}" />
        <button>Disconnect<span class="vh"> ${client}</span></button>
      </form>
    </td>
  </tr>`;

/** The programs that may read over MCP: a person's own, or all for whoever runs this Rekey. */
export async function agentsPage({ context, session, query }: PageRequest): Promise<Html> {
  const { person, viewer } = session;
  const rows = await listAgents(context.db, viewer, person?.id);
  const { publicUrl, readRights } = context;
  const heads = [
    'Program',
    ...(person ? [] : ['Let in by']),
    'Reads of',
    'Since',
    'Last used',
    'Until',
    'Access',
  ];
  return page(
    'Agents',
    html`<h1>Agents</h1>
      ${
        query['said'] === 'ended'
          ? html`<p role="status" class="card said">
              Disconnected. Its tokens open nothing any more, from now on.
            </p>`
          : ''
      }
      <section class="card">
        <h2>${person ? 'Programs that you let read' : 'Programs that people let read'}</h2>
        <p>
          They read over MCP what their person sees here, and can decide or change nothing. Each calls itself
          as it likes.
          ${publicUrl !== undefined && readRights ? html`Another is connected with the address <code>${publicUrl}/mcp</code>.` : ''}
        </p>
        ${table(
          'The one that was let in last comes first',
          heads,
          rows.map((one) => row(one, session)),
          'There is none.',
        )}
      </section>`,
    { at: PATH, session },
  );
}
