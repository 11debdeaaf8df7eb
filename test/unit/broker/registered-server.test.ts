import { describe, expect, it } from '@jest/globals';
import { consentFor, registeredUrl } from '../../../src/broker/adapters/mcp-oauth/registered-server.ts';
import type { Trust } from '../../../src/broker/broker.ts';

const trust: Trust = {
  issuers: [],
  servers: [
    { url: 'https://mcp.acme.dev/billing', describeTools: true },
    { url: 'https://mcp.acme.dev/billing/eu/', watchStreams: true },
    { url: 'https://open.acme.dev', describeTools: true, watchStreams: true },
  ],
};

describe('what the policy lets be asked of a server', () => {
  it.each([
    ['https://mcp.acme.dev/billing', { describeTools: true }],
    ['https://mcp.acme.dev/billing/mcp', { describeTools: true }],
    ['https://mcp.acme.dev/billing/eu', { watchStreams: true }],
    ['https://open.acme.dev/mcp', { describeTools: true, watchStreams: true }],
  ])('is the word of the closest entry: %s', (url, consent) => {
    expect(consentFor(url, trust)).toMatchObject(consent);
    expect(Object.keys(consentFor(url, trust))).toHaveLength(1 + Object.keys(consent).length);
  });

  it.each([
    ['another server of the origin', 'https://mcp.acme.dev/payments'],
    ['a longer name', 'https://mcp.acme.dev/billing-test'],
    ['another port', 'https://mcp.acme.dev:8443/billing'],
    ['another origin', 'https://evil.example/billing'],
    ['no address', 'billing'],
  ])('is nothing for %s', (_what, url) => {
    expect(consentFor(url, trust)).toEqual({});
  });

  it('does not change where a bearer may be probed, which is any path of a registered origin', () => {
    expect(registeredUrl('https://mcp.acme.dev/payments?x=1', trust)).toBe('https://mcp.acme.dev/payments');
    expect(registeredUrl('https://evil.example/billing', trust)).toBeUndefined();
  });
});
