import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { html, Html } from '../../src/web/html.ts';

/** GitHub's own style for Markdown, as the package github-markdown-css takes it from there. */
const MARKDOWN = readFileSync(
  fileURLToPath(import.meta.resolve('github-markdown-css/github-markdown-light.css')),
  'utf8',
);

/** The parts of GitHub's pages around the Markdown, after their look. */
const AROUND = `
body { margin: 0; background: #fff; color: #1f2328; font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif; }
main { width: 1012px; padding: 24px 32px; box-sizing: border-box; }
h1 { font-size: 32px; font-weight: 400; margin: 0 0 8px; line-height: 1.25; }
h1 span, .quiet { color: #59636e; }
.state { display: inline-block; border-radius: 2em; padding: 4px 12px; color: #fff; font-weight: 600; margin-right: 8px; }
.open { background: #1f883d; } .closed { background: #8250df; } .draft { background: #59636e; }
.label { display: inline-block; border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 8px; margin-left: 4px; font-size: 12px; font-weight: 600; background: #ddf4ff; color: #0969da; }
.rule { border-bottom: 1px solid #d1d9e0; padding-bottom: 16px; margin-bottom: 24px; }
.box { border: 1px solid #d1d9e0; border-radius: 6px; margin: 0 0 16px; overflow: hidden; }
.box > header { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 8px 16px; }
.box > .markdown-body { padding: 16px; font-size: 14px; }
.bot { border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 7px; font-size: 12px; color: #59636e; font-weight: 500; }
.run { display: flex; gap: 16px; align-items: baseline; margin-bottom: 16px; }
.run .icon { font-size: 20px; } .icon.failure { color: #cf222e; } .icon.success { color: #1a7f37; } .icon.neutral { color: #59636e; }
.run h2 { margin: 0; font-size: 20px; } .buttons { margin-left: auto; display: flex; gap: 8px; }
.button { border: 1px solid #d1d9e0; border-radius: 6px; background: #f6f8fa; padding: 4px 12px; font-weight: 500; white-space: nowrap; }
.annotation { border: 1px solid #d1d9e0; border-left: 3px solid #cf222e; border-radius: 6px; padding: 12px 16px; margin: 0 0 12px; }
.annotation.warning { border-left-color: #9a6700; } .annotation p { margin: 0 0 4px; font-weight: 600; }
.annotation pre { margin: 4px 0 0; white-space: pre-wrap; font: 12px/1.45 ui-monospace, "Liberation Mono", monospace; }
.suggestion { margin-bottom: 16px; border: 1px solid #d1d9e0; border-radius: 6px; } .suggestion p { margin: 0; padding: 8px 12px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; }
.markdown-body .suggestion table { display: table; width: 100%; margin: 0; font: 12px/1.6 ui-monospace, "Liberation Mono", monospace; }
.markdown-body .suggestion td { border: 0; padding: 0 12px; background: #dafbe1; white-space: pre; } .markdown-body .suggestion .sign { width: 12px; color: #1a7f37; }
`;

/** One page as a browser shows it. */
export function frame(content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <style>
        ${new Html(MARKDOWN)} ${new Html(AROUND)}
      </style>
      <main>${content}</main>
    </html>`.text;
}
