import { format, inspect } from 'node:util';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { deriveKeys, fingerprint, seal, unseal } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';

const value = randomBytes(24).toString('hex');
const secret = new Secret(value);

describe('Secret', () => {
  it.each([
    ['a template', () => `${secret}`],
    ['concatenation', () => '' + (secret as unknown as string)],
    ['String()', () => String(secret)],
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspect', () => inspect({ secret, list: [secret] }, { depth: 9, showHidden: true })],
    ['format', () => format('%s %o %j', secret, secret, secret)],
    ['an error message', () => new Error(`bad ${secret}`).message],
    ['spreading', () => JSON.stringify(Object.assign({}, secret))],
  ])('does not show its value in %s', (_name, print) => {
    expect(print()).not.toContain(value);
    expect(print()).not.toContain(value.slice(4, 12));
  });

  it('gives its value only when asked for it', () => {
    expect(secret.reveal()).toBe(value);
    expect(secret.length).toBe(value.length);
  });
});

describe('keys', () => {
  const master = randomBytes(32);
  const keys = deriveKeys(master);

  it('derives a key of its own for each purpose, always the same', () => {
    const all = Object.values(keys).map((key: Buffer) => key.toString('hex'));
    expect(new Set([...all, master.toString('hex')]).size).toBe(all.length + 1);
    expect(deriveKeys(master)).toEqual(keys);
  });

  it('fingerprints by value and by key', () => {
    expect(fingerprint(keys, secret)).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprint(keys, new Secret(value))).toBe(fingerprint(keys, secret));
    expect(fingerprint(keys, new Secret(`${value}x`))).not.toBe(fingerprint(keys, secret));
    expect(fingerprint(deriveKeys(randomBytes(32)), secret)).not.toBe(fingerprint(keys, secret));
  });

  it('opens what it sealed, for the same incident only', () => {
    const sealed = seal(keys, secret, 'incident-1');
    expect(sealed.includes(value)).toBe(false);
    expect(seal(keys, secret, 'incident-1').equals(sealed)).toBe(false);
    expect(unseal(keys, sealed, 'incident-1').reveal()).toBe(value);
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
    for (const attempt of [
      () => unseal(keys, sealed, 'incident-2'),
      () => unseal(keys, changed, 'incident-1'),
      () => unseal(keys, sealed.subarray(0, 20), 'incident-1'),
      () => unseal(deriveKeys(randomBytes(32)), sealed, 'incident-1'),
    ]) {
      expect(attempt).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }));
    }
  });
});
