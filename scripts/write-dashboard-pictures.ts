import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSeeded } from '../demo/dashboard/open-seeded.ts';
import { openBrowser } from '../demo/what-you-see/draw-page.ts';
import { openStore } from '../src/store/database.ts';

/** Draws docs/pictures/dashboard-*.png from a seeded organisation, for which the machine needs a Chromium. */
const PICTURES = process.env['TO'] ?? fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rekey-pictures-'));
const store = await openStore({ dataDir: folder });
const dashboard = await openSeeded(store);
const browser = await openBrowser();
// As it is without scripts, which it has none of.
const pages = await browser.newContext({
  javaScriptEnabled: false,
  viewport: { width: 1280, height: 860 },
  deviceScaleFactor: 1,
});
const tab = await pages.newPage();
await tab.goto(dashboard.link);

const [waiting = '/', dead = '/'] = dashboard.incidents;
const SHOTS = [
  ['overview', '/?days=365', 'light'],
  ['overview-dark', '/?days=365', 'dark'],
  ['incidents', '/incidents?state=open', 'light'],
  ['incident', waiting, 'light'],
  ['incident-dead', dead, 'light'],
  ['register', '/register', 'light'],
  ['checks', '/checks', 'light'],
  ['health', '/health', 'light'],
  ['audit', '/audit', 'dark'],
  ['report', '/report', 'light'],
] as const;
for (const [name, path, colorScheme] of SHOTS) {
  await tab.emulateMedia({ colorScheme });
  await tab.goto(`${dashboard.url}${path}`);
  const fullPage = name === 'incident-dead';
  await tab.screenshot({ path: join(PICTURES, `dashboard-${name}.png`), fullPage });
}
await browser.close();
await dashboard.close();
await store.close();
rmSync(folder, { recursive: true, force: true });
