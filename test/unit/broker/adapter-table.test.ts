import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { adapterTable } from '../../../scripts/write-adapter-table.ts';

it('docs/adapters.md says what the records do', async () => {
  const written = readFileSync(new URL('../../../docs/adapters.md', import.meta.url), 'utf8');
  expect(written).toBe(await adapterTable());
});
