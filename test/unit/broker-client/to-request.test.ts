import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';
import { draftRequest } from '../../../src/broker-client/to-request.ts';
import type { LeakedCredential, Trust } from '../../../src/broker/broker.ts';
import { RevocationRequest } from '../../../src/broker-contract/revocation-request.ts';

const keys = deriveKeys(randomBytes(32));
const token = `${randomBytes(20).toString('hex')}+/`;
const leak = {
  installationId: 1,
  owner: 'octo',
  repository: 'app',
  private: true,
  detectedAt: new Date('2026-11-25T04:00:00Z'),
  reference: randomUUID(),
};
const NOBODY: Trust = { issuers: [], servers: [] };

/** The request as the broker reads it; throws when it would refuse it. */
function read(more: Partial<LeakedCredential>, trust: Trust = NOBODY) {
  const credential = { secret: new Secret(token), provider: 'mcp', type: 'mcp-bearer', ...more };
  const draft = draftRequest(keys, credential, trust, { leak });
  const request = { credential: { ...draft.credential, jwe: 'a.b.c.d.e' }, ...draft.rest };
  expect(JSON.stringify(request)).not.toContain(token);
  return RevocationRequest.parse(JSON.parse(JSON.stringify(request)));
}

describe('draftRequest', () => {
  it.each([
    ['https://mcp.acme.dev/sse', 'https://mcp.acme.dev/sse'],
    ['https://mcp.acme.dev', 'https://mcp.acme.dev'],
    ['http://[::1]:3000/mcp', 'http://[::1]:3000/mcp'],
    ['https://mcp.acme.dev/grüße und küsse', 'https://mcp.acme.dev/gr%C3%BC%C3%9Fe%20und%20k%C3%BCsse'],
    ['https://user:pass@mcp.acme.dev/', 'https://mcp.acme.dev/'],
    ['https://mcp.acme.dev/\u0000/x', 'https://mcp.acme.dev/%00/x'],
    ['ftp://mcp.acme.dev/', undefined],
    ['no address', undefined],
    ['', undefined],
    [`https://mcp.acme.dev/${'x'.repeat(3000)}`, undefined],
    [`https://mcp.acme.dev/?key=${token}`, undefined],
    [`https://mcp.acme.dev/?key=${encodeURIComponent(token)}`, undefined],
  ])('tells the server %j as the contract takes it, or not at all', (serverUrl, told) => {
    expect(read({ serverUrl }).credential.resource).toBe(told);
  });

  it.each(['', '\u0000', 'a\nb', '\ud800', 'für uns', 'x'.repeat(513), token])(
    'leaves the id %j out, so that what stood in a file keeps no revocation from being asked for',
    (text) => {
      const { credential } = read({ clientId: text, keyId: text });
      expect(credential).not.toHaveProperty('client_id');
      expect(credential).not.toHaveProperty('key_id');
      expect(credential).not.toHaveProperty('credential_id');
    },
  );

  it('names an outsider who brought it, and asks for the same as ever where there was none', () => {
    const credential = { secret: new Secret(token), provider: 'mcp', type: 'mcp-bearer' };
    const own = draftRequest(keys, credential, NOBODY, { leak });
    expect(own.rest).not.toHaveProperty('brought_by');
    const outsider = draftRequest(keys, credential, NOBODY, { leak: { ...leak, broughtBy: 'a'.repeat(64) } });
    expect(outsider.rest['brought_by']).toBe('a'.repeat(64));
    expect(outsider.idempotencyKey).not.toBe(own.idempotencyKey);
    const request = { credential: { ...outsider.credential, jwe: 'a.b.c.d.e' }, ...outsider.rest };
    expect(RevocationRequest.parse(request).brought_by).toBe('a'.repeat(64));
    for (const name of ['', 'octo cat', '@octocat', 'a'.repeat(65)])
      expect(RevocationRequest.safeParse({ ...request, brought_by: name }).success).toBe(false);
  });

  it('tells ids that are some', () => {
    const told = read({ clientId: 'app 1', keyId: 'AKIA' }).credential;
    expect(told).toMatchObject({ client_id: 'app 1', key_id: 'AKIA' });
  });

  it('leaves out of the trust table what the contract cannot say, and keeps the rest', () => {
    const good = { issuer: 'https://auth.acme.dev', clientId: 'rekey' };
    const { trust } = read(
      { serverUrl: 'https://mcp.acme.dev/sse' },
      {
        issuers: [{ issuer: 'urn:issuer', clientId: 'x' }, { ...good, clientId: '' }, good],
        servers: [
          { url: 'https://mcp.acme.dev/a b' },
          { url: 'https://mcp.acme.dev/sse', describeTools: true },
          { url: 'https://mcp.acme.dev/other', watchStreams: true },
          { url: 'https://other.acme.dev/sse' },
        ],
      },
    );
    expect(trust.issuers).toEqual([{ issuer: good.issuer, client_id: 'rekey' }]);
    expect(trust.servers).toEqual([
      { url: 'https://mcp.acme.dev/sse', describe_tools: true, watch_streams: false },
      { url: 'https://mcp.acme.dev/other', describe_tools: false, watch_streams: true },
    ]);
  });
});
