import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGuardedFetch, parseEgressAllow } from '../../../src/broker/guarded-fetch.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let port: string;
beforeAll(async () => {
  server = await startScriptedServer((_request, response) => response.end('here'));
  port = new URL(server.origin).port;
});
afterAll(() => server.close());

async function codeFor(
  allow: string,
  url: string,
  addresses: readonly string[] = ['127.0.0.1'],
): Promise<string> {
  const lookup = () => Promise.resolve(addresses.map((address) => ({ address, family: 4 })));
  const fetch = createGuardedFetch({ allow: parseEgressAllow(allow), lookup, timeoutMs: 2000 });
  try {
    return String((await fetch(url)).status);
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await fetch.close();
  }
}

describe("the operator's exceptions", () => {
  it.each([
    ['an address', '127.0.0.1', () => `http://127.0.0.1:${port}/`],
    ['an address in another spelling', '0x7f.1', () => `http://2130706433:${port}/`],
    ['a network', '127.0.0.0/8', () => `http://127.0.0.1:${port}/`],
    ['a host name', 'auth.intranet', () => `http://auth.intranet:${port}/`],
    ['a host name in capitals', 'Auth.Intranet', () => `http://auth.INTRANET:${port}/`],
    ['several entries', ' , 10.0.0.0/8 ,auth.intranet,', () => `http://auth.intranet:${port}/`],
  ])('open %s', async (_name, allow, url) => {
    expect(await codeFor(allow, url())).toBe('200');
  });

  it('open a host at its port only', async () => {
    expect(await codeFor(`127.0.0.1:${port}`, server.origin)).toBe('200');
    expect(await codeFor('127.0.0.1:1', server.origin)).toBe('EGRESS_INSECURE');
    expect(await codeFor(`auth.intranet:${port}`, `http://auth.intranet:${port}/`)).toBe('200');
    expect(await codeFor('auth.intranet:443', `http://auth.intranet:${port}/`)).toBe('EGRESS_INSECURE');
  });

  it('open neither subdomains nor names that end alike', async () => {
    for (const host of [
      'x.auth.intranet',
      'notauth.intranet',
      'auth.intranet.evil.example',
      'auth.intranet.',
    ]) {
      expect(await codeFor('auth.intranet', `https://${host}:${port}/`)).toBe('EGRESS_BLOCKED_ADDRESS');
    }
  });

  it('do not open an address by a name that another entry names', async () => {
    expect(await codeFor('127.0.0.1', `https://rebind.example:${port}/`)).toBe('EGRESS_BLOCKED_ADDRESS');
  });

  it('let a name resolve into a network only over https', async () => {
    expect(await codeFor('127.0.0.0/8', `http://inside.example:${port}/`)).toBe('EGRESS_INSECURE');
    // Reaches the server, which speaks no TLS.
    expect(await codeFor('127.0.0.0/8', `https://inside.example:${port}/`)).toBe('EGRESS_FAILED');
  });

  it('never open a metadata service by a host name', async () => {
    for (const address of ['169.254.169.254', '0.0.0.0', '224.0.0.1']) {
      expect(await codeFor('auth.intranet', 'https://auth.intranet/', [address])).toBe(
        'EGRESS_BLOCKED_ADDRESS',
      );
    }
  });
});

describe('parseEgressAllow', () => {
  it('reads every form', () => {
    expect(parseEgressAllow('').hosts).toEqual([]);
    expect(parseEgressAllow('a.example:8443,[::1]:80,fd00::1,[FD00::2]').hosts).toEqual([
      { host: 'a.example', port: 8443 },
      { host: '::1', port: 80 },
      { host: 'fd00::1' },
      { host: 'fd00::2' },
    ]);
    expect(parseEgressAllow('10.0.0.0/8,fd00::/8').networks.map(([, bits]) => bits)).toEqual([8, 8]);
  });

  it.each([
    'https://a.example',
    'a.example/path',
    'user@a.example',
    'a.example:0',
    'a.example:70000',
    'a.example:port',
    '10.0.0.0/33',
    '10.0.0.0/x',
    'a b',
    '1.2.3.4.5',
    '[::1',
    '*',
    'x,'.repeat(300),
  ])('refuses %j without repeating it', (text) => {
    const refused = () => parseEgressAllow(text);
    expect(refused).toThrow(expect.objectContaining({ code: 'EGRESS_ALLOW_INVALID' }));
    expect(refused).not.toThrow(text);
  });
});
