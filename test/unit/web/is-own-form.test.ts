import { describe, expect, it } from '@jest/globals';
import { isOwnForm } from '../../../src/web/is-own-form.ts';

const host = 'rekey.acme.dev:3000';

describe('isOwnForm', () => {
  it.each<[boolean, Record<string, string>]>([
    [true, { host, origin: `https://${host}`, 'sec-fetch-site': 'same-origin' }],
    [true, { host, origin: `http://${host}` }],
    [true, { host, 'sec-fetch-site': 'same-origin' }],
    [true, { host: 'localhost:3000', 'x-forwarded-host': host, origin: `https://${host}` }],
    [false, { host }],
    [false, { host, 'sec-fetch-site': 'none' }],
    [false, { host, 'sec-fetch-site': 'same-site', origin: `https://${host}` }],
    [false, { host, 'sec-fetch-site': 'cross-site' }],
    [false, { host, origin: 'null' }],
    [false, { host, origin: 'null', 'sec-fetch-site': 'same-origin' }],
    [false, { host, origin: 'https://evil.example' }],
    [false, { host, origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    [false, { host, origin: `https://${host}.evil.example` }],
    [false, { host, origin: 'https://rekey.acme.dev' }],
  ])('%p for %j', (is, headers) => {
    expect(isOwnForm({ headers })).toBe(is);
  });
});
