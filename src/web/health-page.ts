import { sql } from 'kysely';
import { DEAD_LETTER } from '../jobs/queue/queues.ts';
import type { Database } from '../store/database.ts';
import { html, type Html } from './html.ts';
import { page } from './page.ts';
import { pausesSection } from './pauses-section.ts';

const MAX_ROWS = 500;

type Numbers = ReadonlyMap<number, string>;

const moment = (date: Date | null | undefined): Html | string =>
  date ? html`<time>${date.toISOString()}</time>` : '–';

function stateOf(row: { readonly suspended_at: Date | null; readonly deleted_at: Date | null }): Html {
  if (row.deleted_at) return html`<span class="badge dead">gone</span>`;
  if (row.suspended_at) return html`<span class="badge busy">suspended</span>`;
  return html`<span class="badge dead">active</span>`;
}

/** Counts of jobs by installation, in words: a lane is named by its installation's id, with a kind before it or not. */
async function jobsBy(db: Database, where: ReturnType<typeof sql<boolean>>): Promise<Numbers> {
  const { rows } = await sql<{ id: string; text: string }>`
    select id, string_agg(name || ' ' || n, ', ' order by name) as text
    from (select data->>'installationId' as id, name, count(*) as n from pgboss.job
      where ${where} and data->>'installationId' is not null group by 1, 2) as counted
    group by id`.execute(db);
  return new Map(rows.map(({ id, text }) => [Number(id), text]));
}

async function countBy(
  db: Database,
  table: 'gaps' | 'repositories' | 'deliveries',
  expression: string,
): Promise<Numbers> {
  const present = table === 'repositories' ? sql`and removed_at is null` : sql``;
  const { rows } = await sql<{ id: number; text: string }>`
    select installation_id as id, (${sql.raw(expression)})::text as text from ${sql.table(table)}
    where installation_id is not null ${present} group by 1`.execute(db);
  return new Map(rows.map(({ id, text }) => [id, text]));
}

async function readRows(db: Database) {
  return db
    .selectFrom('installations')
    .leftJoin('quotas', 'quotas.installation_id', 'installations.id')
    .select([
      'installations.id',
      'owner',
      'suspended_at',
      'deleted_at',
      'reconciled_at',
      'limit',
      'remaining',
      'reset_at',
      'paused_until',
    ])
    .orderBy('deleted_at', (order) => order.desc().nullsFirst())
    .orderBy('owner')
    .limit(MAX_ROWS)
    .execute();
}

type Row = Awaited<ReturnType<typeof readRows>>[number];

function quota(row: Row): Html | string {
  if (row.limit === null) return '–';
  const paused = row.paused_until && row.paused_until > new Date();
  return html`${row.remaining} of ${row.limit} until ${moment(row.reset_at)}
  ${paused ? html`<br />left alone until ${moment(row.paused_until)}` : ''}`;
}

/**
 * Whether everything that GitHub shows is read: by installation who it is, what its limits leave, and what waits.
 *
 * @param token for the forms of this session
 */
export async function healthPage(db: Database, token: string): Promise<Html> {
  const [pauses, rows, repositories, gaps, deliveries, waiting, dead] = await Promise.all([
    pausesSection(db, token),
    readRows(db),
    countBy(db, 'repositories', 'count(*)'),
    countBy(db, 'gaps', `string_agg(permission, ', ' order by permission)`),
    countBy(
      db,
      'deliveries',
      `to_char(max(received_at) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    ),
    jobsBy(db, sql<boolean>`name <> ${DEAD_LETTER} and state in ('created', 'retry', 'active')`),
    jobsBy(db, sql<boolean>`name = ${DEAD_LETTER}`),
  ]);
  return page(
    'Health',
    html`<p><a href="/">All incidents</a></p>
      <h1>Health</h1>
      ${pauses}
      <table>
        <caption>
          Installations of the App
        </caption>
        <thead>
          <tr>
            <th>Owner</th>
            <th>State</th>
            <th>Repositories</th>
            <th>Requests left</th>
            <th>Permissions missing</th>
            <th>Last webhook</th>
            <th>Branches compared</th>
            <th>Jobs waiting</th>
            <th>Jobs given up</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <td>${row.owner || `installation ${row.id}`}</td>
                <td>${stateOf(row)}</td>
                <td>${repositories.get(row.id) ?? '0'}</td>
                <td>${quota(row)}</td>
                <td>${gaps.get(row.id) ?? 'none'}</td>
                <td>${deliveries.get(row.id) ?? '–'}</td>
                <td>${moment(row.reconciled_at)}</td>
                <td>${waiting.get(row.id) ?? 'none'}</td>
                <td>${dead.get(row.id) ?? 'none'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${rows.length === 0 ? html`<p>No installation is known yet; GitHub is asked every few minutes.</p>` : ''}`,
  );
}
