import { openPauses, type OpenPause } from '../inventory/pauses.ts';
import type { Database } from '../store/database.ts';
import type { Viewer } from '../views/viewer.ts';
import { html, type Html } from './html.ts';
import { badge, moment, number } from './parts.ts';
import type { Session } from './session.ts';

/** What was ended when a pause began. */
const told = ({ outsiders, ended, minutes }: OpenPause): Html =>
  outsiders
    ? html`${ended} live credentials were ended within ${minutes} minutes that came from where people without
      a right to write can put them (counted apart from what its own people brought),`
    : html`${ended} live credentials were ended within ${minutes} minutes,`;

const nameOf = ({ owner, installationId }: OpenPause): string => owner || `installation ${installationId}`;

async function pausesOf(db: Database, { installations }: Viewer): Promise<readonly OpenPause[]> {
  const all = await openPauses(db);
  return installations === 'all'
    ? all
    : all.filter(({ installationId }) => installations.includes(installationId));
}

/** Says on the first page that revocations are paused; empty where none are. */
export async function pausedLine(db: Database, viewer: Viewer): Promise<Html | ''> {
  const pauses = await pausesOf(db, viewer);
  const waiting = pauses.reduce((sum, pause) => sum + pause.waiting, 0);
  if (waiting === 0) return '';
  return html`<p role="status" class="card warn">
    ${badge('Paused', 'open')} ${number(waiting)} live credentials wait until you have looked:
    <a href="/health">Health</a>
  </p>`;
}

const resumeForm = ({ installationId, outsiders }: OpenPause, token: string): Html =>
  html`<form method="post" action="/installations/${installationId}/resume">
    <input type="hidden" name="token" value="${token}" />
    <input type="hidden" name="kind" value="${outsiders ? 'outsiders' : 'own'}" />
    <button>Let them go on</button>
  </form>`;

/**
 * What the circuit breaker holds back; empty where nothing is. Whoever runs this Rekey lets it go on here; others do it
 * credential by credential, or as the issue of the pause says.
 */
export async function pausesSection(db: Database, { viewer, person, token }: Session): Promise<Html | ''> {
  const pauses = await pausesOf(db, viewer);
  if (pauses.length === 0) return '';
  return html`<section class="card warn">
    <h2>Revocations are paused</h2>
    <ul>
      ${pauses.map(
        (pause) =>
          html`<li>
            <b>${nameOf(pause)}</b>: ${told(pause)} ${pause.waiting} more wait since ${moment(pause.beganAt)}.
            ${person ? '' : resumeForm(pause, token)}
          </li>`,
      )}
    </ul>
  </section>`;
}
