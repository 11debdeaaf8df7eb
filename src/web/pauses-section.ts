import { countPaused, openPauses, type OpenPause } from '../inventory/pauses.ts';
import type { Database } from '../store/database.ts';
import { html, type Html } from './html.ts';

/** What was ended when a pause began. */
const told = ({ outsiders, ended, minutes }: OpenPause): Html =>
  outsiders
    ? html`${ended} live credentials were ended within ${minutes} minutes that came from where people without
      a right to write can put them (counted apart from what its own people brought),`
    : html`${ended} live credentials were ended within ${minutes} minutes,`;

const nameOf = ({ owner, installationId }: OpenPause): string => owner || `installation ${installationId}`;

/** Says on the first page that revocations are paused; empty where none are. */
export async function pausedLine(db: Database): Promise<Html | ''> {
  const waiting = await countPaused(db);
  if (waiting === 0) return '';
  return html`<p role="status">
    <span class="badge open">paused</span> ${waiting} live credentials wait until you have looked:
    <a href="/health">Health</a>
  </p>`;
}

/** What the circuit breaker holds back, each with the form that lets it go on; empty where nothing is. Works without scripts. */
export async function pausesSection(db: Database, token: string): Promise<Html | ''> {
  const pauses = await openPauses(db);
  if (pauses.length === 0) return '';
  return html`<h2>Revocations are paused</h2>
    <ul>
      ${pauses.map(
        (pause) =>
          html`<li>
            <b>${nameOf(pause)}</b>: ${told(pause)} ${pause.waiting} more wait since
            <time>${pause.beganAt.toISOString()}</time>.
            <form method="post" action="/installations/${pause.installationId}/resume">
              <input type="hidden" name="token" value="${token}" />
              <input type="hidden" name="kind" value="${pause.outsiders ? 'outsiders' : 'own'}" />
              <button>Let them go on</button>
            </form>
          </li>`,
      )}
    </ul>`;
}
