import type { UseRow, Uses } from '../views/uses.ts';
import { html, type Html } from './html.ts';
import { number } from './parts.ts';

const ROW = 30;
const MAX_DRAWN = 14;
const MAX_NAME = 46;
const MIDDLE = 300;
const RIGHT = 560;

const short = (text: string, max = MAX_NAME): string =>
  text.length > max ? `…${text.slice(text.length - max + 1)}` : text;

const KINDS: Readonly<Record<string, string>> = {
  commit: 'file',
  variable: 'Actions variable',
  thread: 'text',
  log: 'log of a run',
  artifact: 'artifact of a run',
  alert: 'alert of secret scanning',
  wiki: 'wiki',
};

function wayOf({ path, kind, server, job, environment }: UseRow): Html {
  return html`${KINDS[kind] ?? kind}
    <code>${path}</code> ${server === null ? '' : html`for MCP server <code>${server}</code>`}
    ${job === null ? '' : html`, job <code>${job}</code>`}
    ${environment === null ? '' : html`, environment <code>${environment}</code>`}`;
}

function byRepository(rows: readonly UseRow[]): ReadonlyMap<string, readonly UseRow[]> {
  const groups = new Map<string, UseRow[]>();
  for (const row of rows) groups.set(row.repository, [...(groups.get(row.repository) ?? []), row]);
  return groups;
}

function edge(fromX: number, fromY: number, toX: number, toY: number): Html {
  const half = (fromX + toX) / 2;
  return html`<path class="edge" d="M${fromX} ${fromY}C${half} ${fromY} ${half} ${toY} ${toX} ${toY}" />`;
}

/** The credential on the left, the repositories that hold it, and on the right what takes it there. */
function drawing(rows: readonly UseRow[], label: string): Html {
  const drawn = rows.slice(0, MAX_DRAWN);
  const groups = [...byRepository(drawn)];
  const height = Math.max(2, drawn.length) * ROW + 16;
  const root = height / 2;
  let next = 0;
  const parts = groups.map(([repository, uses]) => {
    const start = next;
    next += uses.length;
    const center = 8 + ((start + next) / 2) * ROW;
    return html`${edge(150, root, MIDDLE - 110, center)}
      <rect class="node" x="${MIDDLE - 110}" y="${center - 13}" width="220" height="26" rx="6" />
      <text class="name" x="${MIDDLE - 100}" y="${center + 4}">${short(repository, 30)}</text>
      ${uses.map(({ path, job, environment }, at) => {
        const end = 8 + (start + at + 0.5) * ROW;
        const name = [job === null ? short(path) : `${short(path, 28)} · ${job}`, environment ?? ''];
        return html`${edge(MIDDLE + 110, center, RIGHT - 10, end)}
          <circle class="dot" r="3" cx="${RIGHT - 6}" cy="${end}" />
          <text class="name" x="${RIGHT}" y="${end + 4}">${name.filter(Boolean).join(' · ')}</text>`;
      })}`;
  });
  return html`<svg viewBox="0 0 980 ${height}" role="img" aria-label="${label}" class="uses">
    <rect class="node" x="2" y="${root - 18}" width="148" height="36" rx="8" />
    <text class="name" x="76" y="${root + 4}" text-anchor="middle">This credential</text>
    ${parts}
  </svg>`;
}

/** Where a credential reaches, as a picture and as a list: each way from it to what takes it. */
export function usesSection({ rows, repositories, places }: Uses): Html | '' {
  if (rows.length === 0) return '';
  const label = `It reaches ${number(places)} ${places === 1 ? 'place' : 'places'} in ${number(repositories)} ${repositories === 1 ? 'repository' : 'repositories'}`;
  return html`<section class="card">
    <h2>Where it is used</h2>
    <p>${label}${rows.length > MAX_DRAWN ? html`; the picture shows the first ${MAX_DRAWN} ways` : ''}.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Picture of where it is used">
      ${drawing(rows, `${label}. The list below says the same.`)}
    </div>
    <details>
      <summary>As a list</summary>
      <div class="tree">
        <ul>
          ${[...byRepository(rows)].map(
            ([repository, uses]) =>
              html`<li>
                <code>${repository}</code> ${uses[0]?.private === false ? '(public)' : ''}
                <ul>
                  ${uses.map((use) => html`<li>${wayOf(use)}</li>`)}
                </ul>
              </li>`,
          )}
        </ul>
      </div>
    </details>
  </section>`;
}
