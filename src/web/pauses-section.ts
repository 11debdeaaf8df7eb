import { countPaused, openPauses, type OpenPause } from '../inventory/pauses.ts';
import type { Database } from '../store/database.ts';
import { html, type Html } from './html.ts';

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
            <b>${nameOf(pause)}</b>: ${pause.ended} live credentials were ended within ${pause.minutes}
            minutes, ${pause.waiting} more wait since <time>${pause.beganAt.toISOString()}</time>.
            <form method="post" action="/installations/${pause.installationId}/resume">
              <input type="hidden" name="token" value="${token}" />
              <button>Let them go on</button>
            </form>
          </li>`,
      )}
    </ul>`;
}
