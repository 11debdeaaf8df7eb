import { html, type Html } from './html.ts';
import type { Session } from './session.ts';
import { STYLE_SHEET, STYLE_SOURCE } from './style.ts';

/** What nobody but the visitor is to see: kept nowhere, framed nowhere, named to no other site. */
export const PRIVATE_HEADERS: Readonly<Record<string, string>> = {
  // Nothing to other sites; with `no-referrer` browsers would not say of our own forms where they come from.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
};

/** Headers of every page: its one style sheet is named by hash, and nothing else may load, frame or be sent anywhere. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...PRIVATE_HEADERS,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src ${STYLE_SOURCE}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
};

/** The pages that the navigation names; the last ones are of whoever runs this Rekey. */
const PLACES = [
  ['/', 'Overview'],
  ['/incidents', 'Incidents'],
  ['/register', 'Register'],
  ['/checks', 'Checks'],
  ['/health', 'Health'],
  ['/audit', 'Audit'],
  ['/report', 'Report'],
  ['/agents', 'Agents'],
] as const;
const OPERATOR_PLACES = [
  ['/first-look', 'First look'],
  ['/histories', 'Histories'],
] as const;

/** Of which place a page is. */
export type Place = (typeof PLACES)[number][0] | (typeof OPERATOR_PLACES)[number][0];

function document(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Rekey</title>
        ${STYLE_SHEET}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}

/** A page for somebody who is not logged in. */
export function plainPage(title: string, body: Html): Html {
  return document(title, html`<main id="main"><div class="card">${body}</div></main>`);
}

function who({ person, token }: Session): Html {
  return html`<div class="who">
    <span>${person ? `@${person.login}` : 'Operator'}</span>
    <form method="post" action="/logout">
      <input type="hidden" name="token" value="${token}" />
      <button class="link">Log out</button>
    </form>
  </div>`;
}

/** A page of the dashboard, in its frame. */
export function page(title: string, body: Html, { at, session }: { at?: Place; session: Session }): Html {
  const places = session.person ? PLACES : [...PLACES, ...OPERATOR_PLACES];
  return document(
    title,
    html`<a class="skip" href="#main">Skip to the content</a>
      <header class="top">
        <div>
          <a class="brand" href="/">Rekey</a>
          <nav aria-label="Pages">
            <ul>
              ${places.map(
                ([path, name]) =>
                  html`<li>
                    <a href="${path}" ${path === at ? html`aria-current="page"` : ''}>${name}</a>
                  </li>`,
              )}
            </ul>
          </nav>
          ${who(session)}
        </div>
      </header>
      <main id="main" tabindex="-1">${body}</main>
      <footer>
        Times are UTC. No page holds a credential: what is shown of one is its format and its length.
      </footer>`,
  );
}
