import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { contentDigest, signComponents } from '../../../src/base/http-signatures.ts';
import {
  readSignedRequest,
  signRequest,
  type SignableRequest,
} from '../../../src/broker-contract/signed-request.ts';

const key = randomBytes(32);
const NOW = 1_800_000_000_000;
const request: SignableRequest = {
  method: 'POST',
  target: '/v1/revocations?a=1&b=?',
  idempotencyKey: 'k'.repeat(20),
  body: '{"a":1}',
};
const by = { nonce: 'n'.repeat(20), at: NOW };
const { idempotencyKey: _, ...withoutKey } = request;

function isGood(
  arrived: SignableRequest,
  headers: Readonly<Record<string, string>>,
  now = NOW,
  secret = key,
): boolean {
  return readSignedRequest(arrived, headers, now)?.isSignedWith(secret) ?? false;
}

/** Signs as another program would: its own label, order and parameters. */
function signOtherwise(names: readonly string[], params: string): Readonly<Record<string, string>> {
  const values = new Map([
    ['@method', 'POST'],
    ['@path', '/v1/revocations'],
    ['@query', '?a=1&b=?'],
    ['content-digest', contentDigest(request.body)],
    ['idempotency-key', 'k'.repeat(20)],
    ['content-type', 'application/json'],
  ]);
  const text = `(${names.map((name) => `"${name}"`).join(' ')})${params}`;
  const components = names.map((name) => [name, values.get(name) ?? ''] as const);
  return {
    'content-digest': contentDigest(request.body),
    'signature-input': `sig1=${text}`,
    signature: signComponents(key, components, { label: 'sig1', text }),
  };
}
const ALL = ['@method', '@path', '@query', 'content-digest', 'idempotency-key'];
const PARAMS = `;created=${NOW / 1000};nonce="${'n'.repeat(20)}"`;

describe('a signed request', () => {
  it('is good as it was sent, with and without a body, a query and a key', () => {
    const bare: SignableRequest = { method: 'GET', target: '/v1/capabilities', body: '' };
    for (const one of [request, withoutKey, bare])
      expect(isGood({ ...one, body: Buffer.from(one.body) }, { ...signRequest(key, one, by) })).toBe(true);
  });

  it.each<[string, SignableRequest]>([
    ['method', { ...request, method: 'PUT' }],
    ['path', { ...request, target: '/v1/revocation?a=1&b=?' }],
    ['query', { ...request, target: '/v1/revocations?a=2&b=?' }],
    ['end of the path', { ...request, target: '/v1/revocations%3Fa=1&b=?' }],
    ['query that is left out', { ...request, target: '/v1/revocations' }],
    ['key', { ...request, idempotencyKey: 'l'.repeat(20) }],
    ['key that is left out', withoutKey],
    ['body', { ...request, body: '{"a":2}' }],
    ['body that is left out', { ...request, body: '' }],
  ])('is refused with another %s', (_part, arrived) => {
    const headers = { ...signRequest(key, request, by) };
    expect(isGood(arrived, headers)).toBe(false);
    // Whoever also writes the digest of his body gains nothing.
    expect(isGood(arrived, { ...headers, 'content-digest': contentDigest(arrived.body) })).toBe(false);
  });

  it('is refused with a key where none was signed', () => {
    expect(isGood(request, { ...signRequest(key, withoutKey, by) })).toBe(false);
  });

  it('is refused with another time, nonce or secret, and when it is too old or too new', () => {
    const headers = { ...signRequest(key, request, by) };
    const input = headers['signature-input'];
    for (const other of [
      input.replace(/created=\d+/, `created=${NOW / 1000 + 1}`),
      input.replace('nn', 'nm'),
    ])
      expect(isGood(request, { ...headers, 'signature-input': other })).toBe(false);
    expect(isGood(request, headers, NOW, randomBytes(32))).toBe(false);
    for (const [skew, good] of [
      [300_000, true],
      [-300_000, true],
      [301_000, false],
      [-301_000, false],
    ] as const)
      expect(isGood(request, headers, NOW + skew)).toBe(good);
  });

  it('may have its parts in another order, another label, and a name of the key', () => {
    const headers = signOtherwise(ALL.toReversed(), `;keyid="app"${PARAMS};alg="hmac-sha256"`);
    const read = readSignedRequest(request, headers, NOW);
    expect(read?.by).toEqual({ keyId: 'app', nonce: 'n'.repeat(20) });
    expect(read?.isSignedWith(key)).toBe(true);
  });

  it.each([
    ...ALL.map((left): [string, string[], string] => [
      `${left} left out`,
      ALL.filter((name) => name !== left),
      PARAMS,
    ]),
    ['another part', [...ALL, 'content-type'], PARAMS],
    ['no time', ALL, `;nonce="${'n'.repeat(20)}"`],
    ['no nonce', ALL, `;created=${NOW / 1000}`],
    ['a short nonce', ALL, `;created=${NOW / 1000};nonce="n"`],
    ['another algorithm', ALL, `${PARAMS};alg="rsa-pss-sha512"`],
    ['a parameter that is not known', ALL, `${PARAMS};expires=1`],
  ])('is refused with %s, though the signature holds', (_what, names, params) => {
    expect(isGood(request, signOtherwise(names, params))).toBe(false);
  });

  it('is refused without one of its three headers', () => {
    const headers = { ...signRequest(key, request, by) };
    for (const name of Object.keys(headers)) {
      const rest = Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
      expect(isGood(request, rest)).toBe(false);
    }
  });
});
