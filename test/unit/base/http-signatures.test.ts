import { describe, expect, it } from '@jest/globals';
import {
  contentDigest,
  isSignature,
  readSignatureInput,
  signComponents,
} from '../../../src/base/http-signatures.ts';

describe('signComponents', () => {
  it('makes the signature of RFC 9421, appendix B.2.5', () => {
    const key = Buffer.from(
      'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
      'base64',
    );
    const input = readSignatureInput(
      'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    );
    if (!input) throw new Error('not read');
    const signature = signComponents(
      key,
      [
        ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
        ['@authority', 'example.com'],
        ['content-type', 'application/json'],
      ],
      input,
    );
    expect(signature).toBe('sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:');
  });
});

describe('contentDigest', () => {
  it('is that of RFC 9530, and of nothing for no body', () => {
    // Appendix B.1: the body has a line feed at its end.
    expect(contentDigest('{"hello": "world"}\n')).toBe(
      'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
    );
    expect(contentDigest('')).toBe('sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
  });
});

describe('isSignature', () => {
  it('wants the same text', () => {
    expect(isSignature('a=:AA==:', 'a=:AA==:')).toBe(true);
    expect(isSignature('b=:AA==:', 'a=:AA==:')).toBe(false);
    expect(isSignature('', 'a=:AA==:')).toBe(false);
  });
});

describe('readSignatureInput', () => {
  it('reads names and parameters, and keeps the text', () => {
    const text = '("@method" "@path");created=12;nonce="a b"';
    expect(readSignatureInput(`sig1=${text}`)).toEqual({
      label: 'sig1',
      covered: ['@method', '@path'],
      params: new Map([
        ['created', '12'],
        ['nonce', 'a b'],
      ]),
      text,
    });
    expect(readSignatureInput('a=()')).toMatchObject({ covered: [], params: new Map() });
  });

  it.each([
    ['nothing', ''],
    ['two signatures', 'a=("@method");created=1, b=("@method");created=1'],
    ['a component with a parameter', 'a=("@method";req);created=1'],
    ['a component twice', 'a=("@method" "@method");created=1'],
    ['a parameter twice', 'a=("@method");created=1;created=2'],
    ['a quote inside', 'a=("@me\\"thod");created=1'],
    ['a line feed', 'a=("@method")\n;created=1'],
    ['two spaces', 'a=("@method"  "@path");created=1'],
    ['a parameter without a value', 'a=("@method");created'],
    ['too much', `a=("${'x'.repeat(2000)}")`],
  ])('leaves %s unread', (_what, text) => {
    expect(readSignatureInput(text)).toBeUndefined();
  });
});
