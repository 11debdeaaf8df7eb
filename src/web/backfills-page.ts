import { readBackfills, type BackfillReport } from '../jobs/backfill/read-backfills.ts';
import type { Database } from '../store/database.ts';
import { html, type Html } from './html.ts';
import { page } from './page.ts';

const TONES: Readonly<Record<BackfillReport['state'], string>> = {
  waiting: 'busy',
  fetching: 'busy',
  scanning: 'busy',
  reading: 'busy',
  done: 'dead',
  too_large: 'open',
  failed: 'open',
  gone: 'open',
};

function progress({ done, total, state }: BackfillReport): string {
  if (total === null) return '–';
  return state === 'done' || total === 0 ? `${total}` : `${done} of ${total}`;
}

function remark({ error, leftOut }: BackfillReport): string {
  return [error ?? '', leftOut > 0 ? `${leftOut} files are larger than 10 MB and were not read.` : '']
    .filter(Boolean)
    .join(' ');
}

/** How far the histories are read, those that were asked for last first. */
export async function backfillsPage(db: Database): Promise<Html> {
  const rows = await readBackfills(db);
  return page(
    'Histories',
    html`<p><a href="/">All incidents</a></p>
      <h1>Histories</h1>
      <table>
        <caption>
          Each version of each file that a repository has or had
        </caption>
        <thead>
          <tr>
            <th>State</th>
            <th>Repository</th>
            <th>Files read</th>
            <th>Places with a credential</th>
            <th>Last change</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <td><span class="badge ${TONES[row.state]}">${row.state.replaceAll('_', ' ')}</span></td>
                <td><code>${row.repository}</code> ${remark(row)}</td>
                <td>${progress(row)}</td>
                <td>${row.findings}</td>
                <td><time>${row.updatedAt}</time></td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${rows.length === 0 ? html`<p>No history was asked for so far.</p>` : ''}`,
  );
}
