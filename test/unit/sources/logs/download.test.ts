import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openDownload } from '../../../../src/sources/logs/download.ts';
import { readZip } from '../../../../src/sources/zip/read-zip.ts';
import { WIDE } from '../zip/reading.ts';

const API = 'http://127.0.0.1:1';
const FOREVER = new AbortController().signal;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A store that answers in one way; returns the address of a file in it. */
async function store(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/log.zip?sig=private`;
}

async function bytesOf(address: string, idleMs = 2000): Promise<Buffer> {
  const download = await openDownload(address, API, FOREVER, { idleMs });
  if (download.outcome !== 'open') throw new Error(download.outcome);
  const chunks: Uint8Array[] = [];
  for await (const chunk of download.bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('openDownload', () => {
  it('reads what is there, and brings nothing but its name', async () => {
    let headers: IncomingMessage['headers'] = {};
    const address = await store((request, response) => {
      ({ headers } = request);
      response.end('a zip');
    });
    expect((await bytesOf(address)).toString()).toBe('a zip');
    expect(headers).toMatchObject({ 'user-agent': 'rekey', 'accept-encoding': 'identity' });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('cookie');
  });

  it.each([404, 410])('takes %i for "not there"', async (status) => {
    const address = await store((_, response) => response.writeHead(status).end());
    expect(await openDownload(address, API, FOREVER)).toEqual({ outcome: 'missing' });
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const other = await store((_, response) => {
      asked += 1;
      response.end();
    });
    const address = await store((_, response) => response.writeHead(302, { location: other }).end());
    await expect(openDownload(address, API, FOREVER)).rejects.toThrow('its store answered 302');
    expect(asked).toBe(0);
  });

  it.each([
    ['http://store.example/x', 'https://api.github.com'],
    ['file:///etc/passwd', API],
    ['ftp://store.example/x', API],
    ['https://user:pass@store.example/x', 'https://api.github.com'],
    ['/relative', API],
    ['', API],
  ])('does not go to %s beside %s', async (address, apiUrl) => {
    await expect(openDownload(address, apiUrl, FOREVER)).rejects.toMatchObject({ code: 'DOWNLOAD' });
  });

  it('says nothing of the address when it fails', async () => {
    const address = await store((request) => request.socket.destroy());
    const error: unknown = await openDownload(address, API, FOREVER).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'DOWNLOAD' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('private');
  });

  it('gives up a store that does not answer, and one that stops in the middle', async () => {
    const silent = await store(() => undefined);
    await expect(openDownload(silent, API, FOREVER, { idleMs: 50 })).rejects.toThrow('could not be reached');
    const stalled = await store((_, response) => void response.write('PK\u0003\u0004 and then nothing'));
    await expect(bytesOf(stalled, 1000)).rejects.toThrow('nothing more came');
  });

  it('ends a zip that stalls as one that was interrupted', async () => {
    const stalled = await store((_, response) => void response.write('PK\u0003\u0004'));
    const download = await openDownload(stalled, API, FOREVER, { idleMs: 1000 });
    if (download.outcome !== 'open') throw new Error(download.outcome);
    const reading = readZip(download.bytes, WIDE);
    for await (const entry of reading.entries) expect(entry).toBeUndefined();
    expect(reading.stopped()).toBe('interrupted');
  });

  it('ends with its signal', async () => {
    const stop = new AbortController();
    const endless = await store((_, response) => void response.write('x'));
    const download = await openDownload(endless, API, stop.signal);
    if (download.outcome !== 'open') throw new Error(download.outcome);
    const { bytes } = download;
    await bytes.next();
    stop.abort();
    await expect(bytes.next()).rejects.toThrow('aborted');
  });
});
