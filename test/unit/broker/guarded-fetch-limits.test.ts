import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import {
  createGuardedFetch,
  DEFAULT_MAX_BYTES,
  DEFAULT_TIMEOUT_MS,
  parseEgressAllow,
  type GuardedFetch,
} from '../../../src/broker/guarded-fetch.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';

const COMPRESSORS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;

let server: ScriptedServer;
let proxy: ScriptedServer;
const ports = new Set<string>();

beforeAll(async () => {
  proxy = await startScriptedServer((_request, response) => response.end());
  server = await startScriptedServer((request, response) => {
    const [, kind = '', argument = ''] = request.path.split('/');
    if (response.socket) ports.add(String(response.socket.remotePort));
    if (kind === 'bytes') response.end(Buffer.alloc(Number(argument), 'x'));
    if (kind === 'chunks') {
      // Without a length, and without an end: only the limit stops it.
      const push = () =>
        void (response.destroyed || response.write(Buffer.alloc(8192, 'x'), () => setImmediate(push)));
      push();
    }
    if (kind === 'drip') {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    }
    if (kind === 'stream')
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
    if (kind === 'echo') {
      const { method, headers, body } = request;
      response.setHeader('set-cookie', 'session=1');
      response.end(JSON.stringify({ method, headers, body }));
    }
    if (kind in COMPRESSORS) {
      const body = Buffer.alloc(Number(argument), 'x');
      response.setHeader('content-encoding', kind);
      response.end(COMPRESSORS[kind as keyof typeof COMPRESSORS](body));
    }
    if (kind === 'encoding') response.writeHead(200, { 'content-encoding': argument }).end('not compressed');
    if (kind === 'status') response.writeHead(Number(argument)).end();
  });
});
afterAll(async () => {
  await Promise.all([server.close(), proxy.close()]);
});

const open: GuardedFetch[] = [];
function guarded(options: { timeoutMs?: number; maxBytes?: number } = {}): GuardedFetch {
  const fetch = createGuardedFetch({ allow: parseEgressAllow(server.host), ...options });
  open.push(fetch);
  return fetch;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((fetch) => fetch.close()));
});

describe('size', () => {
  it('is 64 KiB by default', async () => {
    expect(DEFAULT_MAX_BYTES).toBe(65_536);
    const whole = await guarded()(`${server.origin}/bytes/65536`);
    expect((await whole.text()).length).toBe(65_536);
    await expect(guarded()(`${server.origin}/bytes/65537`)).rejects.toMatchObject({
      code: 'EGRESS_TOO_LARGE',
    });
  });

  it('cuts off a body that names no length and never ends', async () => {
    await expect(guarded()(`${server.origin}/chunks`)).rejects.toMatchObject({ code: 'EGRESS_TOO_LARGE' });
  });

  it.each(['gzip', 'deflate', 'br'])('holds after decompression: %s', async (encoding) => {
    const small = await guarded()(`${server.origin}/${encoding}/1000`);
    expect(await small.text()).toBe('x'.repeat(1000));
    await expect(guarded()(`${server.origin}/${encoding}/20000000`)).rejects.toMatchObject({
      code: 'EGRESS_TOO_LARGE',
    });
  });

  it.each(['gzip', 'zstd', 'gzip, gzip'])('refuses a body that is not what it says: %s', async (encoding) => {
    await expect(guarded()(`${server.origin}/encoding/${encoding}`)).rejects.toMatchObject({
      code: 'EGRESS_FAILED',
    });
  });
});

describe('time', () => {
  it('is five seconds by default', () => {
    expect(DEFAULT_TIMEOUT_MS).toBe(5000);
  });

  it.each(['silent', 'drip', 'stream'])('ends a server that is slow: %s', async (kind) => {
    const start = performance.now();
    await expect(guarded({ timeoutMs: 150 })(`${server.origin}/${kind}`)).rejects.toMatchObject({
      code: 'EGRESS_TIMEOUT',
    });
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('ends with a slow name lookup', async () => {
    const fetch = createGuardedFetch({ timeoutMs: 100, lookup: () => new Promise(() => undefined) });
    open.push(fetch);
    await expect(fetch('https://slow.example/')).rejects.toMatchObject({ code: 'EGRESS_TIMEOUT' });
  });

  it('obeys the signal of the caller', async () => {
    const stop = new AbortController();
    const pending = guarded()(`${server.origin}/silent`, { signal: stop.signal });
    setTimeout(() => stop.abort(), 30);
    await expect(pending).rejects.toMatchObject({ code: 'EGRESS_FAILED' });
  });

  it('gives status and headers at once when the body is not wanted', async () => {
    const start = performance.now();
    const response = await guarded()(`${server.origin}/stream`, { discardBody: true });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('what is sent and kept', () => {
  it('sends method, headers and body as they are, and asks for no compression', async () => {
    const response = await guarded()(`${server.origin}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ a: 'b c' }),
    });
    expect(await response.json()).toMatchObject({
      method: 'POST',
      body: 'a=b+c',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-encoding': 'identity' },
    });
  });

  it('keeps no cookies', async () => {
    const fetch = guarded();
    const first = await fetch(`${server.origin}/echo`);
    expect(first.headers.get('set-cookie')).toBeNull();
    const second = (await (await fetch(`${server.origin}/echo`)).json()) as { headers: object };
    expect(Object.keys(second.headers)).not.toContain('cookie');
  });

  it('reads no proxy from the environment', async () => {
    const names = [
      'HTTP_PROXY',
      'HTTPS_PROXY',
      'ALL_PROXY',
      'http_proxy',
      'https_proxy',
      'NODE_USE_ENV_PROXY',
    ];
    for (const name of names) process.env[name] = proxy.origin;
    try {
      expect((await guarded()(`${server.origin}/bytes/1`)).status).toBe(200);
    } finally {
      for (const name of names) delete process.env[name];
    }
    expect(proxy.requests).toEqual([]);
  });

  it('uses a connection again', async () => {
    const fetch = guarded();
    await (await fetch(`${server.origin}/echo`)).text();
    await delay(5);
    ports.clear();
    for (let round = 0; round < 5; round += 1) {
      const response = await fetch(`${server.origin}/echo`, { discardBody: round % 2 === 0 });
      await response.text();
      await delay(5);
    }
    expect(ports.size).toBe(1);
  });

  it.each([204, 205])('takes an answer without a body: %i', async (status) => {
    const response = await guarded()(`${server.origin}/status/${status}`);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  });

  it('fails after it was closed', async () => {
    const fetch = guarded();
    await fetch.close();
    await expect(fetch(`${server.origin}/echo`)).rejects.toMatchObject({ code: 'EGRESS_FAILED' });
  });
});
