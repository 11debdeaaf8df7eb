import { describe, expect, it } from '@jest/globals';
import { renderCheck } from '../../../src/respond/render-check.ts';
import { outsideCode } from './markdown-reader.ts';
import { exposure, incident, report } from './reports.ts';

const live = incident({
  state: 'manual_required',
  explanation: 'The provider has no way to revoke it by program.',
  rotateUrl: 'https://github.com/settings/tokens',
});

describe('renderCheck with very much', () => {
  it('stays below GitHub’s limit and says how much there is', () => {
    const wide = '`|'.repeat(3000);
    const ids = Array.from({ length: 300 }, (_, index) => `incident-${index}`);
    const everything = report({
      exposures: ids.flatMap((incidentId, index) =>
        [1, 2, 3, 4].map((startLine) =>
          exposure({ incidentId, startLine, path: wide, server: wide, key: wide, introduced: index < 150 }),
        ),
      ),
      incidents: ids.map((id, index) => ({
        ...live,
        id,
        explanation: wide,
        redacted: wide,
        state: index % 50 === 0 ? 'dismissed' : live.state,
      })),
      notes: ids.map(() => wide),
    });
    let calls = 0;
    const { summary, annotations } = renderCheck(everything, () => `${wide}${(calls += 1)}`);
    expect(summary.length).toBeLessThanOrEqual(65_535);
    expect(summary.length).toBeGreaterThan(40_000);
    expect(summary).toContain('(147 credentials in all)');
    expect(summary).toContain('The first 500 of 1,200 places are marked in the files.');
    expect(annotations).toHaveLength(500);
    for (const { message } of annotations) expect(Buffer.byteLength(message)).toBeLessThan(64 * 1024);
    expect(outsideCode(summary)).not.toContain('`|');
  });
});
