import { readBackfills, type BackfillReport } from '../../jobs/backfill/read-backfills.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { badge, moment, number, table } from '../parts.ts';
import type { PageRequest } from '../request.ts';

const TONES: Readonly<Record<BackfillReport['state'], 'dead' | 'busy' | 'open'>> = {
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
export async function backfillsPage({ context, session }: PageRequest): Promise<Html> {
  const rows = await readBackfills(context.db);
  return page(
    'Histories',
    html`<h1>Histories</h1>
      <section class="card">
        ${table(
          'Each version of each file that a repository has or had',
          ['State', 'Repository', 'Files read', { numbers: 'Places with a credential' }, 'Last change'],
          rows.map(
            (row) =>
              html`<tr>
                <td>${badge(row.state.replaceAll('_', ' '), TONES[row.state])}</td>
                <th scope="row"><code>${row.repository}</code> ${remark(row)}</th>
                <td>${progress(row)}</td>
                <td class="num">${number(row.findings)}</td>
                <td>${moment(row.updatedAt)}</td>
              </tr>`,
          ),
          'No history was asked for so far.',
        )}
      </section>`,
    { at: '/histories', session },
  );
}
