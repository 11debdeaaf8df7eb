import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { makeRequest } from '../../../demo/world/github/exchange.ts';
import { openForward } from '../../../demo/world/github/forward.ts';

const GOOD = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const request = makeRequest('POST', '/x', { body: { a: 1 } });
let server: Server;
let way: ReturnType<typeof openForward>;

afterEach(async () => {
  way.close();
  server.close();
  await once(server, 'close');
});

/** A server that answers so many requests of a connection and resets it at the next. */
async function start(perConnection: number): Promise<{ connections: number }> {
  const seen = { connections: 0 };
  server = createServer((socket) => {
    seen.connections += 1;
    let requests = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests += 1;
      if (requests > perConnection) socket.resetAndDestroy();
      else socket.write(GOOD);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  way = openForward((server.address() as AddressInfo).port, 'localhost');
  return seen;
}

describe('openForward', () => {
  it('sends again what met a connection that the other side had given up', async () => {
    const seen = await start(1);
    for (const _ of [1, 2, 3]) {
      const { status, body } = await way.forward(request);
      expect([status, body.toString()]).toEqual([200, 'ok']);
    }
    expect(seen.connections).toBeGreaterThan(1);
  });

  it('keeps connections, and fails when a new one is reset', async () => {
    const seen = await start(2);
    await way.forward(request);
    await way.forward(request);
    expect(seen.connections).toBe(1);
    way.close();
    server.close();
    await once(server, 'close');
    await start(0);
    await expect(way.forward(request)).rejects.toThrow('ECONNRESET');
  });
});
