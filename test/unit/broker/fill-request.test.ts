import { describe, expect, it } from '@jest/globals';
import { fill, fillRequest, UnfitValue } from '../../../src/broker/adapters/record/fill-request.ts';
import { readPointer, readPointerText, readXmlText } from '../../../src/broker/adapters/record/pointer.ts';

const BASE = 'https://api.example.com';
const values = (entries: Readonly<Record<string, string>>) => new Map(Object.entries(entries));

describe('a request', () => {
  it('takes each value encoded for its place', () => {
    const nasty = `a/b?c=d&e#f"g%{token}`;
    const { target, init } = fillRequest(
      {
        method: 'POST',
        path: '/keys/{token}/x',
        query: { q: '{token}', page: '{cursor?}' },
        headers: { 'x-key': 'k {token}' },
        json: { list: ['{token}', { deep: 'v={token}', n: 1, yes: true }] },
      },
      BASE,
      values({ token: nasty }),
    );
    expect(target.origin).toBe(BASE);
    expect(target.pathname.split('/')).toHaveLength(4);
    expect(decodeURIComponent(target.pathname.split('/')[2] ?? '')).toBe(nasty);
    expect([...target.searchParams]).toEqual([['q', nasty]]);
    expect(target.hash).toBe('');
    expect(init.headers).toMatchObject({ 'x-key': `k ${nasty}`, 'content-type': 'application/json' });
    expect(JSON.parse(init.body ?? '')).toEqual({ list: [nasty, { deep: `v=${nasty}`, n: 1, yes: true }] });
  });

  it('takes forms and Basic', () => {
    const { init } = fillRequest(
      { method: 'POST', path: '/', form: { token: '{token}' }, basic: ['{user}', '{token}'] },
      BASE,
      values({ token: 'a&b=ü:', user: 'me' }),
    );
    expect(new URLSearchParams(init.body).get('token')).toBe('a&b=ü:');
    expect(Buffer.from((init.headers['authorization'] ?? '').slice(6), 'base64').toString()).toBe(
      'me:a&b=ü:',
    );
  });

  it.each([
    ['a line break in a header', { headers: { a: '{x}' } }, 'a\r\nb: c'],
    ['a character beyond ASCII in a header', { headers: { a: '{x}' } }, 'ü'],
    ['two dots as a segment', { path: '/keys/{x}/y' }, '..'],
    ['nothing as a segment', { path: '/keys/{x}' }, ''],
    ['a colon in a user name', { basic: ['{x}', 'p'] as const }, 'a:b'],
    ['a host of more than one label', { origin: true }, 'evil.example/'],
    ['a host with an @', { origin: true }, 'a@evil'],
    ['a value that is missing', { headers: { a: '{y}' } }, 'x'],
  ])('is not made with %s', (_name, { origin, ...more }: Record<string, unknown>, x) => {
    const base = origin === true ? 'https://{x}.example.com' : BASE;
    const make = () => fillRequest({ method: 'GET', path: '/', ...more }, base, values({ x }));
    expect(make).toThrow(UnfitValue);
  });

  it('does not fill what a value brings along', () => {
    expect(fill('{a}', values({ a: '{b}', b: 'secret' }))).toBe('{b}');
  });
});

describe('a pointer', () => {
  const document = { a: { 'b/c': [null, { '~': 'x' }] }, n: 7, long: 'x'.repeat(9000) };

  it.each([
    ['', document],
    ['/a/b~1c/1/~0', 'x'],
    ['/a/b~1c/0', null],
    ['/n', 7],
    ['/missing', undefined],
    ['/__proto__', undefined],
    ['/a/constructor', undefined],
    ['/n/toFixed', undefined],
    ['/a/b~1c/length', 2],
  ])('%j', (pointer, value) => {
    expect(readPointer(document, pointer)).toEqual(value);
  });

  it('reads texts of a bearable length', () => {
    expect([readPointerText(document, '/n'), readPointerText(document, '/long')]).toEqual(['7', undefined]);
    expect(readPointerText(document, '/a')).toBeUndefined();
  });

  it('reads one XML element or none', () => {
    expect(readXmlText('<E><Code>No</Code></E>', 'Code')).toBe('No');
    expect(readXmlText('<Code>A</Code><Code>B</Code>', 'Code')).toBeUndefined();
    expect(readXmlText('<Code><x/></Code>', 'Code')).toBeUndefined();
    expect(readXmlText('<Code>a&amp;b</Code>', 'Code')).toBeUndefined();
  });
});
