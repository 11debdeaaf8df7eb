import type { DeployPath, Link } from '../register/consumers.ts';
import type { OtherPlace, Uses } from '../views/uses.ts';
import { html, type Html } from './html.ts';
import { number } from './parts.ts';

const ROW = 30;
const MAX_DRAWN = 14;
const MAX_LISTED = 200;
const MAX_NAME = 46;
const MIDDLE = 300;
const RIGHT = 560;

const short = (text: string, max = MAX_NAME): string =>
  text.length > max ? `…${text.slice(text.length - max + 1)}` : text;

const KINDS: Readonly<Record<string, string>> = {
  variable: 'Actions variable that no file reads by its name',
  thread: 'text',
  log: 'log of a run',
  artifact: 'artifact of a run',
  alert: 'alert of secret scanning',
  wiki: 'wiki',
};

const SCOPES = {
  repository: 'of the repository',
  environment: 'of an environment',
  organization: 'of the organisation',
} as const;

/** How it gets there. */
const LINKS: Readonly<Record<Link, string>> = {
  stands: 'written out in',
  agents: 'set for GitHub’s agents in',
  secret: 'secret',
  variable: 'variable',
  rotation: 'secret that the policy names for its successor,',
  quarantined: 'secret into which its variable was moved,',
};

interface Way {
  readonly repository: string;
  readonly private: boolean;
  /** A few words beside a dot. */
  readonly name: string;
  /** The whole way, step by step. */
  readonly text: Html;
}

function pathWay(one: DeployPath): Way {
  const { link, holder, repository, path, job, environment, server, through } = one;
  const steps = [
    holder ? html`${LINKS[link]} <code>${holder.name}</code> ${SCOPES[holder.scope]}` : LINKS[link],
    html`${holder ? 'taken in ' : ''}<code>${path}</code>`,
    ...(job === undefined ? [] : [html`job <code>${job}</code>`]),
    ...(environment === undefined ? [] : [html`environment <code>${environment}</code>`]),
    ...(server === undefined ? [] : [html`MCP server <code>${server}</code>`]),
    ...(through === undefined ? [] : [html`as <code>${through}</code>`]),
  ];
  const isPlain = holder === undefined;
  const text = html`${steps.map((step, at) => html`${at === 0 ? '' : isPlain && at === 1 ? ' ' : ', '}${step}`)}`;
  const name = [short(path, job === undefined ? MAX_NAME : 28), job, environment, server]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
  return { repository, private: one.private, name, text };
}

const otherWay = ({ repository, private: isPrivate, path, kind }: OtherPlace): Way => ({
  repository,
  private: isPrivate,
  name: short(path),
  text: html`${KINDS[kind] ?? kind}: <code>${path}</code>`,
});

function byRepository(ways: readonly Way[]): ReadonlyMap<string, readonly Way[]> {
  const groups = new Map<string, Way[]>();
  for (const way of ways) groups.set(way.repository, [...(groups.get(way.repository) ?? []), way]);
  return groups;
}

function edge(fromX: number, fromY: number, toX: number, toY: number): Html {
  const half = (fromX + toX) / 2;
  return html`<path class="edge" d="M${fromX} ${fromY}C${half} ${fromY} ${half} ${toY} ${toX} ${toY}" />`;
}

/** The credential on the left, the repositories in which it is taken, and on the right what takes it there. */
function drawing(ways: readonly Way[], label: string, what: string): Html {
  const drawn = ways.slice(0, MAX_DRAWN);
  const groups = [...byRepository(drawn)];
  const height = Math.max(2, drawn.length) * ROW + 16;
  const root = height / 2;
  let next = 0;
  const parts = groups.map(([repository, taken]) => {
    const start = next;
    next += taken.length;
    const center = 8 + ((start + next) / 2) * ROW;
    return html`${edge(150, root, MIDDLE - 110, center)}
      <rect class="node" x="${MIDDLE - 110}" y="${center - 13}" width="220" height="26" rx="6" />
      <text class="name" x="${MIDDLE - 100}" y="${center + 4}">${short(repository, 30)}</text>
      ${taken.map(({ name }, at) => {
        const end = 8 + (start + at + 0.5) * ROW;
        return html`${edge(MIDDLE + 110, center, RIGHT - 10, end)}
          <circle class="dot" r="3" cx="${RIGHT - 6}" cy="${end}" />
          <text class="name" x="${RIGHT}" y="${end + 4}">${name}</text>`;
      })}`;
  });
  return html`<svg viewBox="0 0 980 ${height}" role="img" aria-label="${label}" class="uses">
    <rect class="node" x="2" y="${root - 18}" width="148" height="36" rx="8" />
    <text class="name" x="76" y="${root + 4}" text-anchor="middle">${what}</text>
    ${parts}
  </svg>`;
}

function list(ways: readonly Way[]): Html {
  return html`<div class="tree">
    <ul>
      ${[...byRepository(ways.slice(0, MAX_LISTED))].map(
        ([repository, taken]) =>
          html`<li>
            <code>${repository}</code> ${taken[0]?.private === false ? '(public)' : ''}
            <ul>
              ${taken.map(({ text }) => html`<li>${text}</li>`)}
            </ul>
          </li>`,
      )}
    </ul>
  </div>`;
}

/**
 * How far a credential reaches, as a picture and as a list: each way from it to what takes it, across repositories.
 *
 * @param what stands for it in the picture
 */
export function usesSection({ paths, more, others, unknown }: Uses, what = 'This credential'): Html | '' {
  const ways = [...paths.map(pathWay), ...others.map(otherWay)];
  if (ways.length === 0) return '';
  const repositories = new Set(ways.map(({ repository }) => repository)).size;
  const label = `It reaches ${more ? 'at least ' : ''}${number(ways.length)} ${ways.length === 1 ? 'place' : 'places'} in ${number(repositories)} ${repositories === 1 ? 'repository' : 'repositories'}`;
  return html`<section class="card">
    <h2>Where it is used</h2>
    <p>
      ${label}${ways.length > MAX_DRAWN ? html`; the picture shows the first ${MAX_DRAWN}` : ''}.
      <span class="quiet">${unknown}</span>
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Picture of where it is used">
      ${drawing(ways, `${label}. The list below says the same.`, what)}
    </div>
    <details>
      <summary>
        As a list${ways.length > MAX_LISTED ? html`, of which the first ${MAX_LISTED} are shown` : ''}
      </summary>
      ${list(ways)}
    </details>
  </section>`;
}
