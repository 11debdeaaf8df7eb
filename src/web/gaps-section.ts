import { describeGap } from '../inventory/gaps.ts';
import type { Database } from '../store/database.ts';
import { html, type Html } from './html.ts';

const MAX_ROWS = 100;

/** What is not read because an installation does not give a permission; empty when all is read. */
export async function gapsSection(db: Database): Promise<Html | ''> {
  const rows = await db
    .selectFrom('gaps')
    .leftJoin('installations', 'installations.id', 'gaps.installation_id')
    .select((eb) => [
      'gaps.installation_id as id',
      'permission',
      'installations.owner',
      eb
        .selectFrom('repositories')
        .select('repositories.owner')
        .whereRef('repositories.installation_id', '=', 'gaps.installation_id')
        .limit(1)
        .as('repositoryOwner'),
    ])
    .orderBy('gaps.installation_id')
    .orderBy('permission')
    .limit(MAX_ROWS)
    .execute();
  if (rows.length === 0) return '';
  return html`<h2>Not read</h2>
    <ul>
      ${rows.map(
        (row) =>
          html`<li>
            <code>${row.owner ?? row.repositoryOwner ?? `installation ${row.id}`}</code>:
            ${describeGap(row.permission)}
          </li>`,
      )}
    </ul>`;
}
