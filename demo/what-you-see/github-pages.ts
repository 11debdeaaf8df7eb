import type { CheckName } from '../../src/respond/publish-check.ts';
import type { RenderedCheck } from '../../src/respond/rendered.ts';
import { html, type Html } from '../../src/web/html.ts';
import { frame } from './frame.ts';
import { markdownToHtml } from './markdown-to-html.ts';

const APP = html`<strong>rekey</strong> <span class="bot">bot</span>`;

function comment(heading: string | Html, body: string): Html {
  return html`<section class="box">
    <header>${heading}</header>
    <div class="markdown-body">${markdownToHtml(body)}</div>
  </section>`;
}

const ICONS = { success: '✓', failure: '✕', neutral: '■' } as const;

/** The page of a check run. */
export function checkPage(check: RenderedCheck, name: CheckName): string {
  return frame(
    html`<div class="run">
        <span class="icon ${check.conclusion}">${ICONS[check.conclusion]}</span>
        <div>
          <h2>${name}</h2>
          <span class="quiet">${check.title}</span>
        </div>
        <div class="buttons">
          ${(check.actions ?? []).map(({ label }) => html`<span class="button">${label}</span>`)}
        </div>
      </div>
      <section class="box">
        <header><strong>${check.title}</strong></header>
        <div class="markdown-body">${markdownToHtml(check.summary)}</div>
      </section>
      ${check.annotations.map(
        (one) =>
          html`<section class="annotation ${one.annotation_level}">
            <p>${one.path} line ${one.start_line}: ${one.title}</p>
            <pre>${one.message}</pre>
          </section>`,
      )}`,
  );
}

/** What stands on the page of an issue or a pull request. */
export interface Conversation {
  readonly title: string;
  readonly number: number;
  readonly state: 'open' | 'closed' | 'draft';
  readonly kind: 'issue' | 'pull request' | 'advisory';
  /** Login of the person who opened it; absent: Rekey did. */
  readonly openedBy?: string;
  readonly labels?: readonly string[];
  readonly body: string;
  /** Later comments, oldest first; those of people have their login. */
  readonly comments?: readonly { readonly by?: string; readonly body: string }[];
}

/** The page of an issue, a pull request, or an advisory. */
export function conversationPage(one: Conversation): string {
  const said = (by: string | undefined): Html =>
    by === undefined ? html`${APP} commented` : html`<strong>${by}</strong> commented`;
  const author = one.openedBy === undefined ? APP : html`<strong>${one.openedBy}</strong>`;
  return frame(
    html`<div class="rule">
        <h1>${one.title} <span>#${one.number}</span></h1>
        <span class="state ${one.state}"
          >${one.state === 'open' ? 'Open' : one.state === 'closed' ? 'Closed' : 'Draft'}</span
        >
        <span class="quiet">${author} opened this ${one.kind}</span>
        ${(one.labels ?? []).map((label) => html`<span class="label">${label}</span>`)}
      </div>
      ${comment(said(undefined), one.body)}
      ${(one.comments ?? []).map(({ by, body }) => comment(said(by), body))}`,
  );
}
