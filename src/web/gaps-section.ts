import { describeGap } from '../inventory/gaps.ts';
import type { Database } from '../store/database.ts';
import { listGaps } from '../views/gaps.ts';
import type { Viewer } from '../views/viewer.ts';
import { html, type Html } from './html.ts';

/** What is not read because an installation does not give a permission; empty when all is read. */
export async function gapsSection(db: Database, viewer: Viewer): Promise<Html | ''> {
  const rows = await listGaps(db, viewer);
  if (rows.length === 0) return '';
  return html`<section class="card warn">
    <h2>Not read</h2>
    <ul>
      ${rows.map(({ owner, permission }) => html`<li><code>${owner}</code>: ${describeGap(permission)}</li>`)}
    </ul>
  </section>`;
}
