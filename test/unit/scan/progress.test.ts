import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../src/scan/item.ts';
import { showProgress } from '../../../src/scan/output/progress.ts';

const outcome: Outcome = { found: [], files: 1200, bytes: 4_500_000, gaps: [] };

/** What is written while two batches come in, the second after the first interval. */
async function shown(isTTY: boolean): Promise<string> {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const progress = showProgress(stream as unknown as NodeJS.WriteStream);
  progress.add(outcome);
  await wait(150);
  progress.add(outcome);
  progress.end();
  return String(stream.read() ?? '');
}

describe('showProgress', () => {
  it('says on a terminal how far the scan is, and takes the line away', async () => {
    const text = await shown(true);
    expect(text).toContain('2,400 files, 9 MB, 0 findings');
    expect(text.endsWith('\r\u{1b}[K')).toBe(true);
  });

  it('says nothing where no one looks', async () => {
    expect(await shown(false)).toBe('');
  });
});
