import type { IncidentReport } from '../inventory/report.ts';
import { whatItCouldDo, type Piece } from '../inventory/what-it-could-do.ts';
import { html, type Html } from './html.ts';

const render = (piece: Piece): Html | string =>
  typeof piece === 'string' ? piece : html`<code>${piece.quoted}</code>`;

/** Whose a credential was and what it could do; nothing where nobody knows. */
export function abilitiesSection({ facts, timeline }: IncidentReport): Html | string {
  const lines = facts ? whatItCouldDo(facts, { timeline }) : [];
  if (lines.length === 0) return '';
  return html`<section class="card">
    <h2>What it could do</h2>
    <ul>
      ${lines.map((line) => html`<li>${line.map(render)}</li>`)}
    </ul>
  </section>`;
}
