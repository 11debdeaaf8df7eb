import axe from 'axe-core';
import type { Page } from 'playwright-core';

const RUN = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html, any }) =>
    html.slice(0, 160) + ' ' + (any[0]?.message ?? '')).join(' | ')))`;

/**
 * What a page does that keeps people out, rule by rule; empty for none. axe-core by Deque (MPL-2.0) looks at it as the rules
 * of WCAG do.
 */
export async function violationsOf(tab: Page): Promise<readonly string[]> {
  // Through the browser's own debugger: the page itself allows no script.
  await tab.evaluate(axe.source);
  return tab.evaluate<readonly string[]>(RUN);
}
