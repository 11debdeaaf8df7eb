import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** axe-core by Deque (MPL-2.0), which looks at a page as the rules of WCAG do. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RUN = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html, any }) =>
    html.slice(0, 160) + ' ' + (any[0]?.message ?? '')).join(' | ')))`;

/** What a page does that keeps people out, rule by rule; empty for none. */
export async function violationsOf(tab: Page): Promise<readonly string[]> {
  // Through the browser's own debugger: the page itself allows no script.
  await tab.evaluate(AXE);
  return tab.evaluate<readonly string[]>(RUN);
}
