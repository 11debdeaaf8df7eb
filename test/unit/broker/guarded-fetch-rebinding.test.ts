import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import {
  createGuardedFetch,
  parseEgressAllow,
  type GuardedFetch,
} from '../../../src/broker/guarded-fetch.ts';

const open: GuardedFetch[] = [];
function guarded(options: Parameters<typeof createGuardedFetch>[0] = {}): GuardedFetch {
  const fetch = createGuardedFetch(options);
  open.push(fetch);
  return fetch;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((fetch) => fetch.close()));
});

/** A TCP server that only counts who comes. */
async function countConnections(
  host: string,
): Promise<{ server: Server; port: number; count: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    server,
    port: typeof address === 'object' && address ? address.port : 0,
    count: () => connections,
  };
}

describe('DNS rebinding', () => {
  it('refuses the second answer of a name that changes it, and never connects there', async () => {
    const [first, second] = await Promise.all([countConnections('127.0.0.2'), countConnections('127.0.0.1')]);
    const answers = ['127.0.0.2', '127.0.0.1'];
    const lookup = () => Promise.resolve([{ address: answers.shift() ?? '127.0.0.1', family: 4 }]);
    // One loopback address stands for the public one, so that no other network is used.
    const fetch = guarded({ lookup, allow: parseEgressAllow('127.0.0.2/32') });

    await expect(fetch(`https://rebind.example:${first.port}/`)).rejects.toMatchObject({
      code: 'EGRESS_FAILED',
    });
    expect(first.count()).toBe(1);
    await expect(fetch(`https://rebind.example:${second.port}/`)).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED_ADDRESS',
    });
    expect(second.count()).toBe(0);
    first.server.close();
    second.server.close();
  });

  it('resolves once per connection: the address that was checked is the one connected to', async () => {
    const { server, port, count } = await countConnections('127.0.0.2');
    let lookups = 0;
    const lookup = () => {
      lookups += 1;
      return Promise.resolve([{ address: lookups === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }]);
    };
    const fetch = guarded({ lookup, allow: parseEgressAllow('127.0.0.2/32') });
    await expect(fetch(`https://rebind.example:${port}/`)).rejects.toMatchObject({ code: 'EGRESS_FAILED' });
    expect({ lookups, connections: count() }).toEqual({ lookups: 1, connections: 1 });
    server.close();
  });

  it.each([
    ['public first', ['8.8.8.8', '10.0.0.1']],
    ['private first', ['127.0.0.1', '8.8.8.8']],
    ['an IPv6 one among them', ['8.8.8.8', '::ffff:127.0.0.1']],
  ])('refuses a mixed answer, %s', async (_name, addresses) => {
    const lookup = () =>
      Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
    await expect(guarded({ lookup })('https://mixed.example/')).rejects.toMatchObject({
      code: 'EGRESS_BLOCKED_ADDRESS',
    });
  });

  it('fails for a name without an address, and for one that does not resolve', async () => {
    await expect(
      guarded({ lookup: () => Promise.resolve([]) })('https://none.example/'),
    ).rejects.toMatchObject({
      code: 'EGRESS_FAILED',
    });
    const unresolved = guarded({ lookup: () => Promise.reject(new Error('ENOTFOUND none.example')) });
    await expect(unresolved('https://none.example/')).rejects.toMatchObject({
      code: 'EGRESS_FAILED',
    });
  });
});
