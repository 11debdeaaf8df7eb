import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** It draws our own pages from memory; it needs no network and no profile. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

/** Starts a browser that the machine has. Throws and says what to install when there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? PATHS.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error('No Chromium is here: install Debian’s package "chromium", or set CHROMIUM to its path.');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Draws a page whole, as PNG, at twice the pixels. */
export async function drawPage(browser: Browser, page: string): Promise<Buffer> {
  const tab = await browser.newPage({ viewport: { width: 1012, height: 200 }, deviceScaleFactor: 1.5 });
  try {
    await tab.setContent(page, { waitUntil: 'load' });
    return await tab.screenshot({ fullPage: true });
  } finally {
    await tab.close();
  }
}
