import { once } from 'node:events';
import { Agent, createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { prepareClose } from '../../../src/base/close-server.ts';

describe('prepareClose', () => {
  it('ends with the answers that are owed, and does not wait for a request that may come', async () => {
    const waiting: ServerResponse[] = [];
    const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => {
      waiting.push(response);
    });
    const close = prepareClose(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const agent = new Agent({ keepAlive: true });
    const ask = async (): Promise<number | undefined> => {
      const sent = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent }).end();
      const [answer] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
      answer.resume();
      await once(answer, 'end');
      return answer.statusCode;
    };
    const taken = async (count: number) => {
      while (waiting.length < count) await once(server, 'request');
    };
    // One connection idles, one has a request under way.
    const first = ask();
    await taken(1);
    waiting[0]?.end();
    expect(await first).toBe(200);
    const second = [ask(), ask()];
    await taken(3);
    waiting[1]?.end();
    await second[0];
    const started = performance.now();
    const closed = close();
    waiting[2]?.end();
    expect(await second[1]).toBe(200);
    await closed;
    expect(performance.now() - started).toBeLessThan(5000);
    agent.destroy();
  });
});
