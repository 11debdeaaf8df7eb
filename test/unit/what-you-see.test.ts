import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EXAMPLES } from '../../demo/what-you-see/examples.ts';
import { markdownToHtml } from '../../demo/what-you-see/markdown-to-html.ts';
import { whatYouSeePage } from '../../demo/what-you-see/write-page.ts';

const docs = new URL('../../docs/', import.meta.url);

describe('docs/what-you-see.md', () => {
  it('is what the code writes today: npm run -s what-you-see', () => {
    expect(readFileSync(new URL('what-you-see.md', docs), 'utf8')).toBe(whatYouSeePage());
  });

  it('has each of its pictures', () => {
    const pictures = EXAMPLES.flatMap(({ picture }) => picture ?? []);
    expect(pictures.filter((name) => !existsSync(new URL(`pictures/${name}.png`, docs)))).toEqual([]);
    expect(new Set(pictures).size).toBe(pictures.length);
  });

  it.each(EXAMPLES.map(({ heading, markdown }) => [heading, markdown]))(
    '%s: no marker shows, and nothing but our own becomes a link',
    (_heading, markdown) => {
      const { text } = markdownToHtml(markdown);
      const hosts = [...text.matchAll(/href="https:\/\/([^/"]+)/g)].map(([, host]) => host);
      expect(text).not.toContain('rekey:');
      expect(
        hosts.filter((host) => !/(?:^|\.)(?:github\.com|stripe\.com|owasp\.org|nist\.gov)$/.test(host ?? '')),
      ).toEqual([]);
    },
  );
});
