import { mkdirSync, writeFileSync } from 'node:fs';
import { drawPage, openBrowser } from '../demo/what-you-see/draw-page.ts';
import { EXAMPLES } from '../demo/what-you-see/examples.ts';
import { whatYouSeePage } from '../demo/what-you-see/write-page.ts';

/** Writes docs/what-you-see.md and draws its pictures, for which the machine needs a Chromium. */
const docs = new URL('../docs/', import.meta.url);
writeFileSync(new URL('what-you-see.md', docs), whatYouSeePage());
const pictures = new URL('pictures/', docs);
mkdirSync(pictures, { recursive: true });
const browser = await openBrowser();
for (const { picture, page } of EXAMPLES) {
  if (picture === undefined || page === undefined) continue;
  writeFileSync(new URL(`${picture}.png`, pictures), await drawPage(browser, page));
}
await browser.close();
