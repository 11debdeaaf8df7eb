import { describe, expect, it } from '@jest/globals';
import { decodeText, isNamedLikeText } from '../../../src/sources/decode-text.ts';

const utf16be = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();

describe('decodeText', () => {
  it.each([
    ['UTF-8', Buffer.from('é\r\n'), 'é\r\n'],
    ['UTF-8 with a mark', Buffer.from('\uFEFFé'), 'é'],
    ['UTF-16 little endian', Buffer.from('\uFEFFé\n', 'utf16le'), 'é\n'],
    ['UTF-16 big endian', utf16be('é\n'), 'é\n'],
    ['broken UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'a\uFFFDb'],
    ['nothing', Buffer.alloc(0), ''],
    [
      'a NUL beyond where git looks',
      Buffer.concat([Buffer.alloc(8000, 'x'), Buffer.from([0])]),
      `${'x'.repeat(8000)}\0`,
    ],
  ])('reads %s', (_, bytes, expected) => {
    expect(decodeText(bytes)).toBe(expected);
  });

  it('calls a file with a NUL at its beginning binary', () => {
    expect(decodeText(Buffer.concat([Buffer.alloc(7999, 'x'), Buffer.from([0])]))).toBeUndefined();
  });
});

describe('isNamedLikeText', () => {
  it.each(['.env', '.env.local', 'a/.env.production', 'x.PS1', 'a.b/c.json'])('%s is', (path) => {
    expect(isNamedLikeText(path)).toBe(true);
  });

  it.each(['a.png', 'env', 'a.json/b', 'x.tar.gz', ''])('%p is not', (path) => {
    expect(isNamedLikeText(path)).toBe(false);
  });
});
