import { describe, expect, it } from '@jest/globals';
import { hideValues } from '../../../src/base/hide-values.ts';
import { detect, redactKnownFormats, type Finding } from '../../../src/detect/index.ts';
import { excerpt } from '../../../src/scan/output/excerpt.ts';
import { cutEnd, cutStart, plain, width } from '../../../src/scan/output/plain-text.ts';
import { githubPat } from '../../support/credentials.ts';

function excerpts(content: string, columns: number) {
  const findings = detect({ path: 'a.txt', content });
  const hide = hideValues(findings.map(({ secret }) => secret));
  const scrub = (text: string) => redactKnownFormats(hide(text));
  return findings.map((finding: Finding) => excerpt(content, finding, findings, scrub, columns));
}

describe('excerpt', () => {
  it('shows the line around a credential, every credential on it redacted', () => {
    const content = `first\n\t\ta = "${githubPat()}", "${githubPat()}";\r\nlast`;
    const mark = 'ghp_… (40 characters)';
    expect(excerpts(content, 100)).toEqual([
      { before: 'a = "', mark, after: `", "${mark}";` },
      { before: `a = "${mark}", "`, mark, after: '";' },
    ]);
  });

  it.each([40, 60, 120])('cuts a wide line to %d columns around the credential', (columns) => {
    const words = 'some words '.repeat(2000);
    const [shown] = excerpts(`${words}${githubPat()} ${words}`, columns);
    const line = `${shown?.before}${shown?.mark}${shown?.after}`;
    expect(width(line)).toBeLessThanOrEqual(Math.max(columns, 21 + 24));
    expect(line).toMatch(/^….*words ghp_… \(40 characters\) some.*…$/);
  });

  it('takes time in proportion to the length of a line', () => {
    const content = Array.from({ length: 400 }, () => `${githubPat()} ${'x'.repeat(20_000)}`).join(' ');
    expect(excerpts(content, 80)).toHaveLength(400);
  });
});

describe('plain', () => {
  it('leaves nothing that a terminal would obey, reorder or hide', () => {
    const hostile = '\t\u{1b}[31m\u{9b}2J\r\b\0\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\ud800';
    expect(plain(`a${hostile}é💡`)).toBe('a ·[31m·2J··········é💡');
  });

  it('cuts by columns, not by characters', () => {
    expect(width('a漢é💡e\u{301}')).toBe(7);
    expect([cutEnd('漢字漢字', 6), cutStart('漢字漢字', 6), cutEnd('漢字', 4)]).toEqual([
      '漢字…',
      '…漢字',
      '漢字',
    ]);
  });
});
