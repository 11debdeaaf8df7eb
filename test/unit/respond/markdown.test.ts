import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { code, codeBlock, cut, indented, link, plain, row } from '../../../src/respond/markdown.ts';
import { outsideCode } from './markdown-reader.ts';
import { HOSTILE } from './reports.ts';

const anyText = oneof(
  string({ unit: 'binary', maxLength: 300 }),
  string({ unit: constantFrom(...'`\\|<>!-@#:[]()*_&\n wEg1a.$~'.split('')), maxLength: 80 }),
  constantFrom(...HOSTILE),
);
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
/** What GitHub turns into something on its own, in the text that is left after Markdown's escapes. */
const ALIVE = [
  /@[a-z0-9]/i,
  /#\d/,
  /\bGH-\d/i,
  /\b[0-9a-f]{7,40}\b/i,
  /www\./i,
  /\w:\/\//,
  /mailto:\w/i,
  /:[\w+-]+:/,
];

/** The text that a reader sees: GitHub's escapes and our breaks taken out again. */
function read(written: string): string {
  return written
    .replaceAll('\u{200b}', '')
    .replaceAll(/\\([\p{P}\p{S}])/gu, '$1')
    .replaceAll('&#124;', '|');
}

describe('cut', () => {
  it('says that something is missing and never halves a character', () => {
    expect(cut('abcdef', 6)).toBe('abcdef');
    expect(cut('abcdefg', 6)).toBe('abcde…');
    expect(cut('abcd\u{1f511}f', 6)).toBe('abcd…');
    expect(cut('abc\u{1f511}fg', 6)).toBe('abc\u{1f511}…');
  });
});

describe('code', () => {
  it('leaves ordinary names as they are', () => {
    expect(code('.vscode/mcp.json:12')).toBe('`.vscode/mcp.json:12`');
    expect(code('été 日本 | \\')).toBe('`été 日本 | \\`');
    expect(code('')).toBe('`(empty)`');
  });

  it('takes a longer fence than any backticks inside', () => {
    expect(code('a`b')).toBe('``a`b``');
    expect(code('``')).toBe('``` `` ```');
  });

  it('shows control and direction characters instead of obeying them', () => {
    expect(code('a\nb\u{202e}c\u{0}')).toBe('`a\u{fffd}b\u{fffd}c\u{fffd}`');
    expect(code('\ud800')).toBe('`\u{fffd}`');
  });

  it('is never left, for any text', () => {
    assert(
      property(anyText, (text) => {
        const inline = code(text);
        expect(outsideCode(inline)).toBe('⟦code⟧');
        expect(inline).not.toMatch(INVISIBLE);
        expect(inline.length).toBeLessThanOrEqual(3 * 122);
      }),
    );
  });
});

describe('codeBlock', () => {
  it('keeps lines and tabs', () => {
    expect(codeBlock('{\r\n\t"a": 1\n}')).toBe('```\n{\n\t"a": 1\n}\n```');
  });

  it('is never left, for any text', () => {
    assert(
      property(anyText, (text) => {
        expect(outsideCode(codeBlock(text))).toBe('');
      }),
    );
  });
});

describe('indented', () => {
  it('sets every line apart', () => {
    expect(indented('a\n```\n# b')).toBe('    a\n    ```\n    # b');
  });
});

describe('plain', () => {
  it('keeps the words and loses the meaning', () => {
    const text = 'Ask @acme/team about #1: <b>https://a.example</b> | `x` *y*';
    expect(read(plain(text))).toBe(text);
    expect(plain('a sentence, with "words".')).toBe('a sentence, with "words"\\.');
  });

  it('cannot become markup, a mention, a reference or a link, for any text', () => {
    assert(
      property(anyText, (text) => {
        const written = plain(text);
        expect(written).not.toMatch(/[\n|]/);
        // Every character of markup has a backslash of its own.
        expect(written.replaceAll('&#124;', '').replaceAll(/\\[\p{P}\p{S}]/gu, '')).not.toMatch(
          /[`*_[\]<>&~$#!\\]/,
        );
        const rendered = written.replaceAll(/\\([\p{P}\p{S}])/gu, '$1').replaceAll('&#124;', '|');
        for (const pattern of ALIVE) expect(rendered).not.toMatch(pattern);
      }),
    );
  });
});

describe('row', () => {
  it('has as many cells as it was given, for any text', () => {
    assert(
      property(anyText, anyText, (first, second) => {
        const line = row(code(first), plain(second), 'ours');
        expect(line).not.toContain('\n');
        expect(line.match(/\|/g)).toHaveLength(4);
      }),
    );
  });
});

describe('link', () => {
  it('takes an https address and nothing else', () => {
    expect(link('https://github.com/settings/tokens?a=b|c')).toBe(
      '<https://github.com/settings/tokens?a=b%7Cc>',
    );
    const refused = [
      undefined,
      'javascript:alert(1)',
      'http://a.example',
      'https://u:p@a.example',
      'nonsense',
    ];
    for (const address of refused) expect(link(address)).toBeUndefined();
    expect(link('https://a.example/<b> c')).toBe('<https://a.example/%3Cb%3E%20c>');
  });
});
