import { credentialName } from '../../detect/credential-name.ts';
import { listCredentials, type CredentialRow } from '../../views/credentials.ts';
import {
  listSecrets,
  listServers,
  RegisterFilter,
  type SecretRow,
  type ServerRow,
} from '../../views/register.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { badge, day, exportLinks, field, href, names, number, pager, stateBadge, table } from '../parts.ts';
import type { PageRequest } from '../request.ts';

const PATH = '/register';

/** When it began, ends and was used, as far as anybody said. */
function life({ issuedAt, expiresAt, lastUsedAt, replacedAt }: CredentialRow): Html | string {
  const known = [
    ['Issued', issuedAt],
    ['Expires', expiresAt],
    ['Last used', lastUsedAt],
    ['Replaced', replacedAt],
  ] as const;
  const said = known.filter(([, date]) => date !== null);
  if (said.length === 0) return '–';
  return html`${said.map(([name, date], at) => html`${at > 0 ? html`<br />` : ''}${name} ${day(date)}`)}`;
}

const credential = (row: CredentialRow): Html =>
  html`<tr>
    <th scope="row">
      <a href="/incidents/${row.incident}">${credentialName(row)}</a><br /><code>${row.redacted}</code>
    </th>
    <td>${stateBadge(row.state)}</td>
    <td>
      ${row.server ?? '–'}
      ${row.environment === null ? '' : html`<br /><span class="small quiet">${row.environment}</span>`}
    </td>
    <td>${names(row.owners, 2)}</td>
    <td>${names(row.scopes, 3)}</td>
    <td>${life(row)}</td>
    <td class="num">${number(row.repositories)}</td>
  </tr>`;

const SCOPES: Readonly<Record<SecretRow['scope'], string>> = {
  repository: 'Repository',
  environment: 'Environment',
  organization: 'Organisation',
};
const VISIBLE = {
  all: 'all repositories',
  private: 'private repositories',
  selected: 'chosen repositories',
} as const;

const secret = (row: SecretRow): Html =>
  html`<tr>
    <th scope="row">
      <a href="/secrets/${row.id}"><code>${row.name}</code></a>
    </th>
    <td>${SCOPES[row.scope]}${row.visibility === null ? '' : `, ${VISIBLE[row.visibility]}`}</td>
    <td>${row.repository === null ? '–' : html`<code>${row.repository}</code>`}</td>
    <td>${row.environment ?? '–'}</td>
    <td>${names(row.owners, 2)}</td>
    <td>${day(row.createdAt)}</td>
    <td>${day(row.rotatedAt)}</td>
    <td class="num">${number(row.uses)}</td>
  </tr>`;

const server = (row: ServerRow): Html =>
  html`<tr>
    <th scope="row">${row.name || 'without a name'}</th>
    <td><code>${row.repository}</code><br /><code>${row.path}</code></td>
    <td>
      ${row.transport === 'http' ? html`<code>${row.url ?? ''}</code>` : html`<code>${row.package ?? 'a local program'}</code> ${row.version ?? ''}`}
    </td>
    <td>${names(row.owners, 2)}</td>
    <td>${names(row.takes, 3)} ${row.holdsCredential ? badge('holds a credential', 'open') : ''}</td>
    <td>${day(row.firstSeenAt)}</td>
  </tr>`;

interface List {
  readonly name: string;
  readonly what: string;
  readonly render: (request: PageRequest, filter: RegisterFilter) => Promise<{ rows: Html; next?: string }>;
}

const withNext = (rows: Html, next: string | undefined) => (next === undefined ? { rows } : { rows, next });

/** What the register lists, by the word in its address. */
const LISTS: Readonly<Record<'credentials' | 'secrets' | 'servers', List>> = {
  credentials: {
    name: 'Credentials',
    what: 'Credentials whose value was seen, last found first',
    async render({ context, session }, filter) {
      const { rows, next } = await listCredentials(context.db, session.viewer, filter);
      const heads = ['Credential', 'Is it dead?', 'MCP server', 'Owner', 'Scopes', 'Life'];
      const all = [...heads, { numbers: 'Repositories' }];
      return withNext(table(LISTS.credentials.what, all, rows.map(credential), 'No credential fits.'), next);
    },
  },
  secrets: {
    name: 'Actions secrets',
    what: 'Secrets of GitHub Actions by their names, last written first',
    async render({ context, session }, filter) {
      const { rows, next } = await listSecrets(context.db, session.viewer, filter);
      const heads = [
        'Secret',
        'Scope',
        'Repository',
        'Environment',
        'Owner',
        'Made',
        'Last rotated',
        { numbers: 'Taken by' },
      ];
      return withNext(table(LISTS.secrets.what, heads, rows.map(secret), 'No secret fits.'), next);
    },
  },
  servers: {
    name: 'MCP servers',
    what: 'MCP servers in configurations on default branches, last found first',
    async render({ context, session }, filter) {
      const { rows, next } = await listServers(context.db, session.viewer, filter);
      const heads = ['Server', 'Where', 'What runs', 'Owner', 'Takes', 'First seen'];
      return withNext(table(LISTS.servers.what, heads, rows.map(server), 'No server fits.'), next);
    },
  },
};

type ListName = keyof typeof LISTS;

const isList = (text: string | undefined): text is ListName =>
  text !== undefined && Object.hasOwn(LISTS, text);

/** The register: every credential, secret and MCP server with its facts. */
export async function registerPage(request: PageRequest): Promise<Html> {
  const { session, query } = request;
  const chosen: ListName = isList(query['list']) ? query['list'] : 'credentials';
  const filter = RegisterFilter.parse(query);
  const { rows, next } = await LISTS[chosen].render(request, filter);
  const kept = { list: chosen, ...filter };
  return page(
    LISTS[chosen].name,
    html`<h1>Register</h1>
      <nav class="more" aria-label="Lists of the register">
        ${Object.entries(LISTS).map(
          ([key, { name }]) =>
            html`<a
              class="button"
              href="${href(PATH, { list: key })}"
              ${key === chosen ? html`aria-current="true"` : ''}
              >${name}</a
            >`,
        )}
      </nav>
      <br />
      <section class="card" aria-label="Filters">
        <form class="filters" method="get" action="${PATH}" role="search">
          <input type="hidden" name="list" value="${chosen}" />
          ${field('Search', 'search', filter.search, { type: 'search', wide: true })}
          ${field('Repository', 'repository', filter.repository, { like: 'owner/name' })}
          <button class="main">Filter</button>
          <a class="button" href="${href(PATH, { list: chosen })}">Show all</a>
        </form>
      </section>
      <section class="card">
        <h2>${LISTS[chosen].name}</h2>
        ${rows} ${pager(PATH, kept, next)} ${exportLinks(chosen, filter)}
      </section>`,
    { at: PATH, session },
  );
}
