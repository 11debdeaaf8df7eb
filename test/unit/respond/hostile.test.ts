import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { aliveIn } from './github-markdown.ts';
import { RENDERERS } from './hostile-renderers.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const src = new URL('../../../src/respond/', import.meta.url);
/** What a tame text makes of each, to compare with. */
const TAME = 'tame';
/** Pages of ours, and of frameworks; the address that a fix leads to is that of a repository on GitHub. */
const OURS = /^https:\/\/(?:docs\.github\.com|owasp\.org|genai\.owasp\.org|www\.nist\.gov)\//;

const cases = Object.entries(RENDERERS).flatMap(([name, render]) =>
  HOSTILE_TEXTS.map((text, index) => [name, index, render, text] as const),
);

const textsOf = (render: (text: string) => readonly { kind: string; text: string }[], text: string) => {
  const all = render(text);
  return (kind: string) => all.flatMap((one) => (one.kind === kind ? [one.text] : []));
};

describe('text from outside', () => {
  it('reaches every function that renders something for GitHub', () => {
    const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(name, src), 'utf8'));
    const renderers = sources.flatMap((source) =>
      [...source.matchAll(/^export function (render\w+)/gm)].map(([, name]) => name ?? ''),
    );
    const own = renderers.filter(
      (name) => sources.filter((source) => source.includes(`${name}(`)).length === 1,
    );
    expect(own.filter((name) => !(name in RENDERERS))).toEqual([]);
  });

  it.each(cases)(
    '%s with no. %i becomes no markup, mention, reference or link',
    (_name, _index, render, text) => {
      const hostile = textsOf(render, text)('markdown').map(aliveIn);
      const tame = textsOf(render, TAME)('markdown').map(aliveIn);
      expect(hostile).toHaveLength(tame.length);
      for (const [index, alive] of hostile.entries()) {
        expect(alive.links.filter((href) => !OURS.test(href))).toEqual([]);
        expect(alive.html).toEqual([]);
        expect(alive.patterns.filter((found) => !OURS.test(found))).toEqual([]);
        expect([alive.tasks, alive.quotes]).toEqual([0, 0]);
        // The same headings; and tables of the same form, since a cell that ends too early would make more of them.
        expect(new Set(alive.headings)).toEqual(new Set(tame[index]?.headings));
        expect(new Set(alive.rows)).toEqual(new Set(tame[index]?.rows));
      }
    },
  );

  it.each(cases)('%s with no. %i is in no title', (_name, _index, render, text) => {
    for (const title of textsOf(render, text)('title')) {
      expect(title).not.toMatch(/EVIL|org\/team|[\n<>`|\p{Cc}]|https?:/u);
      expect(title.length).toBeLessThan(256);
    }
  });

  it.each(cases)(
    '%s with no. %i stays one piece where no Markdown is read',
    (_name, _index, render, text) => {
      for (const plain of textsOf(render, text)('plain')) {
        expect(Buffer.byteLength(plain)).toBeLessThan(64 * 1024);
        // Of control characters only the ends of lines, and tabs of what was quoted.
        expect(plain).not.toMatch(/(?![\n\t])\p{Cc}|[\u{202a}-\u{202e}\u{2066}-\u{2069}]/u);
        expect(plain).not.toMatch(/^\/rekey/m);
      }
    },
  );

  it('is recognised where it would get through', () => {
    const alive = aliveIn(
      '# x\n\n[^1] @org/team #1 GH-2 https://e.example :tada: <b>x</b>\n\n- [x] y\n\n> z\n\n| a | b |\n| --- | --- |\n| c | d |',
    );
    expect(alive).toMatchObject({ headings: ['# x'], tasks: 1, quotes: 1, rows: [2, 2] });
    expect(alive.links).toEqual(['https://e.example']);
    expect(alive.html).toEqual(['<b>', '</b>']);
    expect(alive.patterns).toEqual(['[^1]', '@org/team', '#1', 'GH-2', 'https://e.example', ':tada:']);
  });
});
