import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EXAMPLES } from '../../demo/what-you-see/examples.ts';
import { markdownToHtml } from '../../demo/what-you-see/markdown-to-html.ts';
import { whatYouSeePage } from '../../demo/what-you-see/write-page.ts';
import { literals } from '../support/literals.ts';

const docs = new URL('../../docs/', import.meta.url);
const src = new URL('../../src/respond/', import.meta.url);
const page = whatYouSeePage();

/** Beneath `respond`: where nothing may know of it. */
const SHARED = ['inventory/gaps.ts', 'inventory/what-it-could-do.ts', 'sources/reading-notes.ts'];

const sources = (folder: URL): readonly (readonly [name: string, source: string])[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]);

/** As it is read: without escapes, line ends and marks of emphasis. */
const plain = (text: string): string =>
  text
    .replaceAll(/\\([\p{P}\p{S}])/gu, '$1')
    .replaceAll(/\\n|[\n`]/g, ' ')
    .replaceAll(/\s+/g, ' ');

/** The parts of a text of three words and more, between what is filled in. */
const phrases = (text: string): readonly string[] =>
  text
    .split('§')
    .map((part) => plain(part).trim())
    .filter((part) => /[A-Za-z]{2,}\S* \S+ [a-z]/.test(part));

describe('docs/what-you-see.md', () => {
  it('is what the code writes today: npm run -s what-you-see', () => {
    expect(readFileSync(new URL('what-you-see.md', docs), 'utf8')).toBe(page);
  });

  it('has each of its pictures', () => {
    const pictures = EXAMPLES.flatMap(({ picture }) => picture ?? []);
    expect(pictures.filter((name) => !existsSync(new URL(`pictures/${name}.png`, docs)))).toEqual([]);
    expect(new Set(pictures).size).toBe(pictures.length);
    // Those of the dashboard are drawn by a script of their own.
    const drawn = readdirSync(new URL('pictures/', docs))
      .map((name) => name.replace(/\.png$/, ''))
      .filter((name) => !name.startsWith('dashboard-'));
    expect(drawn.toSorted()).toEqual(pictures.toSorted());
  });

  it('calls every function that renders a text of its own', () => {
    const examples = sources(new URL('../../demo/what-you-see/', import.meta.url))
      .map(([, source]) => source)
      .join('\n');
    const inside = new Map(sources(src));
    const renderers = [...inside].flatMap(([, source]) =>
      [...source.matchAll(/^export function (render\w+)/gm)].map(([, name]) => name ?? ''),
    );
    // What only other functions of the folder call is a part of their texts.
    const own = renderers.filter(
      (name) => [...inside.values()].filter((source) => source.includes(`${name}(`)).length === 1,
    );
    expect(own.length).toBeGreaterThan(12);
    expect(own.filter((name) => !examples.includes(`${name}(`))).toEqual([]);
  });

  it('shows every text of src/respond/words, and those that GitHub and the dashboard say alike', () => {
    const shown = plain(page);
    const shared = SHARED.map((name) => [name, readFileSync(new URL(`../${name}`, src), 'utf8')] as const);
    const missing = [...sources(new URL('words/', src)), ...shared].flatMap(([name, source]) =>
      literals(source)
        .flatMap(phrases)
        .filter((phrase) => !shown.includes(phrase))
        .map((phrase) => `${name}: ${phrase}`),
    );
    expect(missing).toEqual([]);
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
