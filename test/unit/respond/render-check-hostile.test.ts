import { describe, expect, it } from '@jest/globals';
import { renderCheck } from '../../../src/respond/render-check.ts';
import { outsideCode } from './markdown-reader.ts';
import { exposure, HOSTILE, incident, report } from './reports.ts';

const live = incident({
  state: 'manual_required',
  explanation: 'The provider has no way to revoke it by program.',
  rotateUrl: 'https://github.com/settings/tokens',
});

describe('renderCheck with hostile text', () => {
  const numbered = HOSTILE.map((text, index) => [index, text] as const);

  it.each(numbered)('shows a path, name or replacement like no. %i as code only', (_index, text) => {
    const { title, summary, annotations } = renderCheck(
      report({
        exposures: [exposure({ path: text, server: text, key: text, surface: text })],
        incidents: [incident({ provider: text, redacted: text, fingerprint: text })],
      }),
      () => text,
    );
    expect(title).toBe('1 MCP credential leaked, already dead');
    expect(annotations).toHaveLength(1);
    // In an annotation the replacement is set apart by spaces; the rest reads as in the summary.
    const message = (annotations[0]?.message ?? '').replaceAll(/^ {4}.*$/gm, '');
    for (const markdown of [summary, message]) {
      expect(outsideCode(markdown)).not.toMatch(/EVIL|[<>[\]@`\\]|:\/\//);
    }
  });

  it.each(numbered)('shows a sentence like no. %i without its markup', (_index, text) => {
    const { summary, annotations } = renderCheck(
      report({
        exposures: [exposure()],
        incidents: [incident({ state: 'failed', explanation: text })],
        notes: [text],
      }),
      () => undefined,
    );
    for (const markdown of [summary, annotations[0]?.message ?? '']) {
      const running = outsideCode(markdown).replaceAll(/\\[\p{P}\p{S}]/gu, '');
      expect(running).not.toMatch(/[<>[\]@`\\*]|:\/\/|www\./);
      expect(running.split('\n').filter((line) => line.startsWith('#')).length).toBeLessThanOrEqual(2);
    }
    expect(summary.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(1);
  });

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
