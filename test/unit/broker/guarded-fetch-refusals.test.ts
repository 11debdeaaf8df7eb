import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isIP } from 'node:net';
import { inspect } from 'node:util';
import {
  createGuardedFetch,
  parseEgressAllow,
  type GuardedFetch,
} from '../../../src/broker/guarded-fetch.ts';
import { randomToken } from './random-token.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';

const open: GuardedFetch[] = [];
function guarded(options: Parameters<typeof createGuardedFetch>[0] = {}): GuardedFetch {
  const fetch = createGuardedFetch(options);
  open.push(fetch);
  return fetch;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((fetch) => fetch.close()));
});

const BLOCKED_LITERALS = [
  ['loopback', '127.0.0.1'],
  ['loopback elsewhere', '127.8.9.10'],
  ['decimal', '2130706433'],
  ['hexadecimal with two parts', '0x7f.1'],
  ['hexadecimal', '0x7f000001'],
  ['octal', '0177.0.0.1'],
  ['octal without dots', '017700000001'],
  ['two parts', '127.1'],
  ['three parts', '127.0.1'],
  ['trailing dot', '127.0.0.1.'],
  ['full-width digits and stops', '１２７。０。０。１'],
  ['circled digits', '①②⑦.⓪.⓪.①'],
  ['percent-encoded', '%31%32%37.0.0.1'],
  ['private 10/8', '10.1.2.3'],
  ['private 172.16/12', '172.31.255.254'],
  ['private 192.168/16', '192.168.0.1'],
  ['metadata service', '169.254.169.254'],
  ['metadata service, decimal', '2852039166'],
  ['metadata service, hexadecimal', '0xA9FEA9FE'],
  ['metadata service of Oracle', '192.0.0.192'],
  ['metadata service of Alibaba', '100.100.100.200'],
  ['wire server of Azure', '168.63.129.16'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['unspecified', '0.0.0.0'],
  ['unspecified, short', '0'],
  ['this network', '0.1.2.3'],
  ['broadcast', '255.255.255.255'],
  ['multicast', '224.0.0.251'],
  ['reserved', '240.0.0.1'],
  ['benchmarking', '198.18.0.1'],
  ['documentation', '203.0.113.5'],
  ['6to4 relay', '192.88.99.1'],
  ['IPv6 loopback', '[::1]'],
  ['IPv6 loopback in full', '[0000:0000:0000:0000:0000:0000:0000:0001]'],
  ['IPv6 unspecified', '[::]'],
  ['IPv4-mapped', '[::ffff:10.0.0.1]'],
  ['IPv4-mapped in hexadecimal', '[::ffff:7f00:1]'],
  ['IPv4-mapped in full', '[0:0:0:0:0:ffff:a9fe:a9fe]'],
  ['IPv4-mapped, of a public address', '[::ffff:8.8.8.8]'],
  ['IPv4-compatible', '[::127.0.0.1]'],
  ['IPv4-translated', '[::ffff:0:10.0.0.1]'],
  ['NAT64', '[64:ff9b::10.0.0.1]'],
  ['NAT64, local use', '[64:ff9b:1::a00:1]'],
  ['6to4', '[2002:7f00:1::]'],
  ['Teredo', '[2001:0:53aa:64c::1]'],
  ['IPv6 link-local', '[fe80::1]'],
  ['IPv6 site-local', '[fec0::1]'],
  ['IPv6 unique local', '[fd00:ec2::254]'],
  ['IPv6 multicast', '[ff02::1]'],
  ['IPv6 documentation', '[2001:db8::1]'],
  ['IPv6 discard', '[100::1]'],
] as const;

const bare = (host: string) => host.replace(/^\[|\]$/g, '');

describe('addresses', () => {
  it.each(BLOCKED_LITERALS)('refuses %s: %s', async (_name, host) => {
    await expect(guarded()(`https://${host}/`)).rejects.toMatchObject({ code: 'EGRESS_BLOCKED_ADDRESS' });
  });

  it.each(BLOCKED_LITERALS.filter(([, host]) => isIP(bare(host)) !== 0))(
    'refuses a name that resolves to %s: %s',
    async (_name, host) => {
      const lookup = () => Promise.resolve([{ address: bare(host), family: isIP(bare(host)) }]);
      await expect(guarded({ lookup })('https://mcp.example/')).rejects.toMatchObject({
        code: 'EGRESS_BLOCKED_ADDRESS',
      });
    },
  );

  it('refuses localhost as the system resolves it', async () => {
    for (const host of ['localhost', 'LOCALHOST']) {
      await expect(guarded()(`https://${host}/`)).rejects.toMatchObject({ code: 'EGRESS_BLOCKED_ADDRESS' });
    }
  });
});

describe('form of the URL', () => {
  it.each([
    'http://mcp.example/',
    'ftp://mcp.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'https://user@mcp.example/',
    'https://:pass@mcp.example/',
    'mcp.example/path',
    '//mcp.example/path',
    '',
    'https://',
    'https://1.2.3.4.5/',
    'https://[::1/',
  ])('refuses %j', async (url) => {
    await expect(guarded()(url)).rejects.toMatchObject({ code: 'EGRESS_INSECURE' });
  });
});

describe('redirects', () => {
  let target: ScriptedServer;
  let source: ScriptedServer;
  beforeAll(async () => {
    target = await startScriptedServer((_request, response) => response.end('reached'));
    source = await startScriptedServer((request, response) => {
      response.writeHead(Number(request.path.slice(1)), { location: `${target.origin}/stolen` }).end();
    });
  });
  afterAll(async () => {
    await Promise.all([source.close(), target.close()]);
  });

  it.each([300, 301, 302, 303, 305, 307, 308, 399])('refuses %i and does not go there', async (status) => {
    const fetch = guarded({ allow: parseEgressAllow(`${source.host},${target.host}`) });
    for (const discardBody of [true, false]) {
      const sent = fetch(`${source.origin}/${status}`, { method: 'POST', body: 'token=x', discardBody });
      await expect(sent).rejects.toMatchObject({ code: 'EGRESS_REDIRECT' });
    }
    expect(target.requests).toEqual([]);
  });

  it('takes 304 as an answer, which names no other place, and does not go where it points', async () => {
    const fetch = guarded({ allow: parseEgressAllow(`${source.host},${target.host}`) });
    expect((await fetch(`${source.origin}/304`)).status).toBe(304);
    expect(target.requests).toEqual([]);
  });
});

describe('errors', () => {
  it('carry no part of the URL, the headers or the body', async () => {
    const server = await startScriptedServer((request, response) => {
      if (request.path.startsWith('/redirect')) response.writeHead(307, { location: request.path }).end();
      else if (request.path.startsWith('/large')) response.end(request.path.repeat(2000));
      else if (request.path.startsWith('/cut')) response.destroy();
    });
    const token = randomToken();
    const fetch = guarded({ allow: parseEgressAllow(server.host), timeoutMs: 100, maxBytes: 1000 });
    const urls = ['redirect', 'large', 'cut', 'silent'].map(
      (path) => `${server.origin}/${path}?token=${token}`,
    );
    urls.push(`https://10.0.0.1/?${token}`, `https://${token}@mcp.example/`, `http://mcp.example/${token}`);
    const failures = await Promise.allSettled(
      urls.map((url) =>
        fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: token }),
      ),
    );
    const badHeader = await Promise.allSettled([
      fetch(server.origin, { headers: { authorization: `${token}\n` } }),
    ]);

    const all = [...failures, ...badHeader];
    expect(all.map((one) => one.status === 'rejected' && (one.reason as { code: string }).code)).toEqual([
      'EGRESS_REDIRECT',
      'EGRESS_TOO_LARGE',
      'EGRESS_FAILED',
      'EGRESS_TIMEOUT',
      'EGRESS_BLOCKED_ADDRESS',
      'EGRESS_INSECURE',
      'EGRESS_INSECURE',
      'EGRESS_FAILED',
    ]);
    expect(inspect(all, { depth: 20, showHidden: true })).not.toContain(token);
    await server.close();
  });
});
