import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import {
  networkOfCaller,
  readNetworks,
  type TrustedProxies,
} from '../../../src/broker-service/http/caller-address.ts';

const trusting = (text: string, header: TrustedProxies['header'] = 'x-forwarded-for'): TrustedProxies => ({
  networks: readNetworks(text) ?? [],
  header,
});
const NOBODY = trusting('');
const PROXIES = trusting('10.0.0.0/8, 192.0.2.9, 2001:db8:ffff::/48');

/** What Node gives of a request: the address of the socket, and headers that were sent twice as one. */
function from(peer: string, headers: Readonly<Record<string, string>> = {}): IncomingMessage {
  return { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage;
}

describe('networkOfCaller', () => {
  it('is the address of the connection where no proxy is trusted, whatever the headers say', () => {
    const headers = { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7' };
    expect(networkOfCaller(from('198.51.100.1', headers), NOBODY)).toBe('198.51.100.1');
    expect(networkOfCaller(from('198.51.100.1', headers), PROXIES)).toBe('198.51.100.1');
  });

  it.each([
    ['::ffff:198.51.100.1', '198.51.100.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::9', '2001:db8:1:3::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', 'unknown'],
  ])('counts %j as %s', (peer, network) => {
    expect(networkOfCaller(from(peer), NOBODY)).toBe(network);
  });

  it.each([
    ['one proxy', '203.0.113.7', '203.0.113.7'],
    ['two proxies', '203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['what a caller wrote himself', '9.9.9.9, 8.8.8.8, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['what a caller wrote to look like a proxy', '9.9.9.9, 10.9.9.9, 203.0.113.7', '203.0.113.7'],
    ['a caller inside', '10.7.7.7, 10.1.2.3', '10.7.7.7'],
    ['a port', '203.0.113.7:4711', '203.0.113.7'],
    ['IPv6 with a port', '[2001:db8:5:6::1]:4711', '2001:db8:5:6::/64'],
    ['a proxy of IPv6', '203.0.113.7, 2001:db8:ffff::1', '203.0.113.7'],
    ['an address that is none', '203.0.113.7, unknown', '10.0.0.1'],
    ['an address as a number', '203.0.113.7, 0x0a000001', '10.0.0.1'],
    ['a name', '203.0.113.7, evil.example', '10.0.0.1'],
    ['nothing', '', '10.0.0.1'],
    ['only commas', ',,,', '10.0.0.1'],
    ['very much', `${'1.1.1.1,'.repeat(5000)}203.0.113.7`, '203.0.113.7'],
    ['more proxies than there are', '10.0.0.2,'.repeat(100).slice(0, -1), '10.0.0.2'],
  ])('reads the list from the right: %s', (_what, list, network) => {
    expect(networkOfCaller(from('10.0.0.1', { 'x-forwarded-for': list }), PROXIES)).toBe(network);
  });

  it.each([
    ['for=203.0.113.7', '203.0.113.7'],
    ['for=9.9.9.9, For="203.0.113.7:80";proto=https;by=10.0.0.1', '203.0.113.7'],
    ['for="[2001:db8:5:6::1]:4711"', '2001:db8:5:6::/64'],
    ['for="9.9.9.9, for=203.0.113.7', '203.0.113.7'],
    ['for=9.9.9.9;host="a, for=203.0.113.7;host="b"', '203.0.113.7'],
    ['for=203.0.113.7;for=9.9.9.9', '10.0.0.1'],
    ['for=_hidden', '10.0.0.1'],
    ['proto=https', '10.0.0.1'],
  ])('reads Forwarded where the operator says that it is written: %s', (forwarded, network) => {
    const proxies = trusting('10.0.0.0/8', 'forwarded');
    const headers = { forwarded, 'x-forwarded-for': '9.9.9.9' };
    expect(networkOfCaller(from('10.0.0.1', headers), proxies)).toBe(network);
    // A header that the proxies do not write was written by the caller.
    expect(networkOfCaller(from('10.0.0.1', { forwarded }), PROXIES)).toBe('10.0.0.1');
  });
});

describe('readNetworks', () => {
  it('takes addresses and networks, and nothing else', () => {
    expect(readNetworks('')).toEqual([]);
    expect(readNetworks(' 10.0.0.5 ,10.20.0.0/16, ::1')).toHaveLength(3);
    for (const text of ['proxy.example', '10.0.0.0/33', '*', 'true', '10.0.0.5, x'])
      expect(readNetworks(text)).toBeUndefined();
  });
});
