import { createHash } from 'node:crypto';
import { html, Html } from './html.ts';

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8dee4, #30363d); --quiet: light-dark(#59636e, #9198a1); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--quiet); padding: .5rem 0; }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; } time { color: var(--quiet); }
.numbers b { font-size: 1.4rem; margin-left: 1rem; } .numbers b:first-child { margin-left: 0; }
.badge { border-radius: 1rem; padding: .1rem .6rem; white-space: nowrap; color: #fff; }
.dead { background: #1a7f37; } .busy { background: #9a6700; } .open { background: #cf222e; }
`;

// Not inside the template: white space added there would change the hash.
const STYLE_SHEET = new Html(`<style>${STYLE}</style>`);

/** Headers of every page: its one style sheet is named by hash, and nothing else may load, frame or be sent anywhere. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  // Nothing to other sites; with `no-referrer` browsers would not say of our own forms where they come from.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** The frame of every page. */
export function page(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Rekey</title>
        ${STYLE_SHEET}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;
}
