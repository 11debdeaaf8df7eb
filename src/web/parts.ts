import { isDead, isPending, type IncidentState } from '../inventory/state.ts';
import type { Severity } from '../policy/severity.ts';
import { SEVERITY_NAMES } from '../respond/words/severity.ts';
import { html, type Html } from './html.ts';

/** A state in as few words as a badge has room for. */
const STATE_NAMES: Readonly<Record<IncidentState, string>> = {
  found: 'Just found',
  revoking: 'Being revoked',
  revoked_verified: 'Dead: revoked',
  disabled_verified: 'Dead: disabled',
  already_inactive: 'Dead when found',
  expired: 'Dead: expired',
  accepted_unverified: 'Proof outstanding',
  approval_needed: 'Waits for approval',
  manual_required: 'A person must revoke it',
  unsupported: 'Cannot be revoked here',
  untrusted_issuer: 'Issuer not trusted',
  denied_by_policy: 'May not be revoked',
  failed: 'Revocation failed',
  dismissed: 'Dismissed',
};

export const stateName = (state: IncidentState): string => STATE_NAMES[state];

type Tone = 'dead' | 'busy' | 'open' | 'plain';

function toneOf(state: IncidentState): Tone {
  if (isDead(state)) return 'dead';
  if (state === 'dismissed') return 'plain';
  return isPending(state) || state === 'accepted_unverified' ? 'busy' : 'open';
}

export const badge = (text: string, tone: Tone): Html => html`<span class="badge ${tone}">${text}</span>`;

export const stateBadge = (state: IncidentState): Html => badge(stateName(state), toneOf(state));

const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = {
  critical: 'open',
  high: 'open',
  medium: 'busy',
  low: 'plain',
};

export const severityBadge = (severity: Severity | null): Html | string =>
  severity === null ? '–' : badge(SEVERITY_NAMES[severity], SEVERITY_TONES[severity]);

/** To the minute, UTC; a dash for none. */
export function moment(date: Date | string | null | undefined): Html | string {
  if (!date) return '–';
  const iso = new Date(date).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')}</time>`;
}

/** The UTC day alone. */
export function day(date: Date | string | null | undefined): Html | string {
  if (!date) return '–';
  const text = new Date(date).toISOString().slice(0, 10);
  return html`<time datetime="${text}">${text}</time>`;
}

export const number = (n: number): string => n.toLocaleString('en-US');

/** A length of time as people say it, from seconds. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 120) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** Text of ours with `code` in backticks, as comments on GitHub have it. */
export function withCode(text: string): Html {
  const parts = text.replaceAll(/\\([\p{P}\p{S}])/gu, '$1').split(/(`+[^`]*`+)/);
  return html`${parts.map((part, at) =>
    at % 2 === 1 ? html`<code>${part.replaceAll('`', '').trim()}</code>` : part,
  )}`;
}

/** Names as code, with commas; a dash for none. */
export function names(all: readonly string[], most = 4): Html | string {
  if (all.length === 0) return '–';
  const shown = all.slice(0, most).map((name, at) => html`${at > 0 ? ', ' : ''}<code>${name}</code>`);
  return html`<span class="names"
    >${shown}${all.length > most ? ` and ${all.length - most} more` : ''}</span
  >`;
}

/** What stands above a column; numbers stand on the right. */
type Head = string | Html | { readonly numbers: string };

const headCell = (head: Head): Html =>
  typeof head === 'object' && 'numbers' in head
    ? html`<th scope="col" class="num">${head.numbers}</th>`
    : html`<th scope="col">${head}</th>`;

/** A table that scrolls by itself where it is too wide, also with the keyboard. */
export function table(
  caption: string,
  heads: readonly Head[],
  rows: readonly Html[],
  empty = 'Nothing here.',
): Html {
  if (rows.length === 0) return html`<p class="quiet">${empty}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map(headCell)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** An address of this server with what is given of a query. */
export function href(path: string, query: Query): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== '') given.set(key, String(value));
  return given.size === 0 ? path : `${path}?${given.toString()}`;
}

/** The way to the next page of a list and back to its first. */
export function pager(path: string, query: Query, next: string | undefined): Html | '' {
  const isLater = query['cursor'] !== undefined;
  if (next === undefined && !isLater) return '';
  return html`<nav class="more" aria-label="Pages of this list">
    ${isLater ? html`<a class="button" href="${href(path, { ...query, cursor: undefined })}">First page</a>` : ''}
    ${next === undefined ? '' : html`<a class="button" href="${href(path, { ...query, cursor: next })}">Next page</a>`}
  </nav>`;
}

/** Links to the same list as files. */
export function exportLinks(name: string, query: Query): Html {
  const rest = { ...query, cursor: undefined };
  return html`<p class="small">
    Export what is listed:
    <a href="${href(`/export/${name}.csv`, rest)}">CSV</a>,
    <a href="${href(`/export/${name}.json`, rest)}">JSON</a>
  </p>`;
}

/** A choice in a form; the empty one comes first. */
export function select(
  label: string,
  name: string,
  all: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string | undefined,
): Html {
  return html`<label
    >${label}
    <select name="${name}">
      <option value="">${all}</option>
      ${options.map(
        ([value, text]) =>
          html`<option value="${value}" ${value === chosen ? html`selected` : ''}>${text}</option>`,
      )}
    </select></label
  >`;
}

/** A field of a form for what a person types. */
export function field(
  label: string,
  name: string,
  value: string | undefined,
  {
    type = 'text',
    wide = false,
    like,
  }: {
    readonly type?: 'text' | 'search' | 'date';
    readonly wide?: boolean;
    /** Shown while nothing is typed. */
    readonly like?: string;
  } = {},
): Html {
  return html`<label class="${wide ? 'wide' : ''}"
    >${label}
    <input type="${type}" name="${name}" value="${value ?? ''}" placeholder="${like ?? ''}" maxlength="200"
  /></label>`;
}
