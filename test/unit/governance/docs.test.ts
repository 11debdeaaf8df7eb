import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { governancePage } from '../../../scripts/write-governance.ts';
import { CHECKS } from '../../../src/governance/checks.ts';

describe('docs/governance.md', () => {
  const page = readFileSync(new URL('../../../docs/governance.md', import.meta.url), 'utf8');

  it('lists the checks as the code has them; `node scripts/write-governance.ts` writes it', async () => {
    expect(await governancePage()).toBe(page);
    expect(CHECKS.filter(({ id }) => !page.includes(`\`${id}\``))).toEqual([]);
  });

  it('claims no compliance', () => {
    expect(page).not.toMatch(/\bcompliant\b/i);
  });
});
