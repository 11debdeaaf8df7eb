import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createGuardedFetch,
  parseEgressAllow,
  type GuardedFetch,
} from '../../../src/broker/guarded-fetch.ts';
import { readServerMetadata } from '../../../src/broker/read-server-metadata.ts';

/** Answers by path; everything else is not found. */
interface Host {
  readonly origin: string;
  answers: Record<string, object>;
  asked: string[];
  close(): void;
}

async function listen(): Promise<Host> {
  const host = {
    origin: '',
    answers: {} as Record<string, object>,
    asked: [] as string[],
    close: () => undefined as void,
  };
  const server: Server = createServer((request, response) => {
    host.asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
    const answer = host.answers[request.url ?? ''];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  host.origin = `http://127.0.0.1:${port}`;
  host.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return host;
}

let mcp: Host;
let issuer: Host;
let fetch: GuardedFetch;
beforeAll(async () => {
  [mcp, issuer] = await Promise.all([listen(), listen()]);
  fetch = createGuardedFetch({
    allow: parseEgressAllow([mcp, issuer].map(({ origin }) => new URL(origin).host).join(',')),
  });
});
afterAll(async () => {
  await fetch.close();
  mcp.close();
  issuer.close();
});
beforeEach(() => {
  mcp.asked = [];
  issuer.asked = [];
  mcp.answers = {
    '/.well-known/oauth-protected-resource/mcp': {
      resource: `${mcp.origin}/mcp`,
      authorization_servers: [issuer.origin],
    },
  };
});

const says = (metadata: object) => {
  issuer.answers = { '/.well-known/oauth-authorization-server': { issuer: issuer.origin, ...metadata } };
};
const read = (trusted = [issuer.origin]) =>
  readServerMetadata(
    fetch,
    `${mcp.origin}/mcp`,
    trusted.map((one) => ({ issuer: one, clientId: 'rekey' })),
  );

describe('what a registered server says of itself', () => {
  it('is who issues its tokens, and whether that one can revoke them', async () => {
    says({ revocation_endpoint: `${issuer.origin}/revoke` });
    const facts = { origin: issuer.origin, hasResourceMetadata: true, issuerMatches: true };
    expect(await read()).toEqual({ ...facts, hasRevocation: true });
    says({});
    expect(await read()).toEqual({ ...facts, hasRevocation: false });
    expect([...mcp.asked, ...issuer.asked].filter((line) => /bearer/i.test(line))).toEqual([]);
  });

  it('does not lead to an issuer that the policy does not trust', async () => {
    says({});
    expect(await read([])).toEqual({ origin: mcp.origin, hasResourceMetadata: true });
    expect(issuer.asked).toEqual([]);
  });

  it('is not believed where the issuer calls itself by another name', async () => {
    says({ issuer: 'https://other.example' });
    expect(await read()).toEqual({ origin: issuer.origin, hasResourceMetadata: true, issuerMatches: false });
  });

  it('leaves open whether tokens can be revoked at an address of somebody else', async () => {
    says({ revocation_endpoint: 'https://other.example/revoke' });
    expect(await read()).toEqual({ origin: issuer.origin, hasResourceMetadata: true, issuerMatches: true });
  });

  it('is nothing for a server without metadata, and unknown for one that cannot be reached', async () => {
    mcp.answers = {};
    expect(await read()).toEqual({ origin: mcp.origin, hasResourceMetadata: false });
    const closed = createGuardedFetch();
    expect(await readServerMetadata(closed, `${mcp.origin}/mcp`, [])).toBeUndefined();
    await closed.close();
  });
});
