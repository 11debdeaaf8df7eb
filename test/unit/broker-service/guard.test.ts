import { describe, expect, it } from '@jest/globals';
import type { Client } from '../../../src/broker-service/clients.ts';
import { checkAuthority } from '../../../src/broker-service/endpoints/guard.ts';
import { ClientsFile } from '../../../src/broker-service/files/clients-file.ts';

const { reserved } = ClientsFile.parse({
  clients: {},
  reserved: [
    { type: 'stripe/*', owners: ['Acme'] },
    { issuer: 'https://auth.acme.dev/tenant', owners: ['acme'] },
  ],
});
const client: Client = {
  id: 'app',
  proof: { method: 'hmac', key: Buffer.alloc(32) },
  owners: new Set(['acme', 'octo']),
  scopes: new Set(['revoke']),
  rotations: new Map(),
};
const issuer = (text: string, endpointOrigin?: string) => ({
  trust: {
    issuers: [{ issuer: text, clientId: 'c', ...(endpointOrigin === undefined ? {} : { endpointOrigin }) }],
    servers: [],
  },
});
const named = { provider: 'mcp', type: 'mcp-bearer', ...issuer('https://other.dev') };

function ask(owner: string, more: object = {}, who: Partial<Client> = {}, installation?: number): string {
  try {
    checkAuthority({ client: { ...client, ...who }, owner, installation }, { ...named, ...more }, reserved);
    return 'passes';
  } catch (error) {
    return error instanceof Error && 'problem' in error ? String(error.problem) : 'another error';
  }
}

describe('the confused-deputy guard', () => {
  it.each([
    ['octo', 'passes'],
    ['OCTO', 'passes'],
    ['octo2', 'policy-denied'],
    ['*', 'policy-denied'],
    // The Kelvin sign becomes a k in lower case, and a dotted I two characters.
    ['\u212a', 'policy-denied'],
    ['__proto__', 'policy-denied'],
  ])('knows whom a client may act for: %s', (owner, outcome) => {
    expect(ask(owner)).toBe(outcome);
  });

  it('holds a client to its installations, a request that names none among them', () => {
    const who = { installations: new Set([7]) };
    expect([7, 8, undefined].map((one) => ask('octo', {}, who, one))).toEqual([
      'passes',
      'policy-denied',
      'policy-denied',
    ]);
  });

  it.each([
    ['as it is', issuer('https://auth.acme.dev/tenant')],
    ['with a slash', issuer('https://auth.acme.dev/tenant/')],
    ['in another case', issuer('HTTPS://Auth.Acme.dev/tenant')],
    ['with its port', issuer('https://auth.acme.dev:443/tenant')],
    ['as the credential’s own', { issuer: 'https://auth.acme.dev:443/tenant/' }],
    ['as the place of another’s endpoints', issuer('https://evil.dev', 'https://auth.acme.dev')],
  ])('keeps a reserved issuer from others, written %s', (_name, more) => {
    expect(ask('octo', more)).toBe('untrusted-issuer');
    expect(ask('ACME', more)).toBe('passes');
  });

  it('leaves other issuers of the same server alone', () => {
    expect(ask('octo', issuer('https://auth.acme.dev/octo'))).toBe('passes');
    expect(ask('octo', issuer('https://auth.acme.dev/octo', 'https://auth.acme.dev'))).toBe('passes');
  });

  it('keeps reserved types from others', () => {
    const stripe = { provider: 'stripe', type: 'stripe-secret-key' };
    expect([ask('octo', stripe), ask('acme', stripe)]).toEqual(['policy-denied', 'passes']);
  });
});
