import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import type { Trust } from '../../../src/broker/broker.ts';
import { eventsOf, makeBroker } from './broker-under-test.ts';
import { randomToken, unsignedJwt } from './random-token.ts';
import { leakedBearer, startScriptedIssuer, startScriptedMcp } from './scripted-mcp.ts';
import { sendJson, type ScriptedServer } from './scripted-server.ts';

/** The victim's token, alive at the victim's server. */
let token: string;
let live: Set<string>;
/** Takes whatever comes and says 200. */
let attacker: ScriptedServer;
const servers: ScriptedServer[] = [];

async function keep(server: Promise<ScriptedServer>): Promise<ScriptedServer> {
  servers.push(await server);
  return await server;
}

/** The token was sent to nobody but those named. */
function expectTokenOnlyAt(allowed: readonly ScriptedServer[]): void {
  const others = servers.filter((server) => !allowed.includes(server));
  const seen = others.flatMap(({ requests }) =>
    requests.filter((one) => inspect(one, { depth: 5 }).includes(token)),
  );
  expect(seen).toEqual([]);
}

beforeEach(async () => {
  token = randomToken();
  live = new Set([token]);
  attacker = await keep(startScriptedIssuer(new Set()));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe("a configuration that points at an attacker's server", () => {
  it('is not contacted at all, and neither is its issuer', async () => {
    const planted = await keep(startScriptedMcp(new Set(), [attacker.origin]));
    const issuer = await keep(startScriptedIssuer(live));
    const trust: Trust = {
      issuers: [{ issuer: issuer.origin, clientId: 'rekey' }],
      servers: [{ url: 'https://mcp.acme.example/mcp' }],
    };
    const jwt = unsignedJwt({ iss: attacker.origin, client_id: 'x', exp: Date.now() / 1000 + 600 });
    for (const value of [token, jwt]) {
      const credential = leakedBearer(value, { serverUrl: `${planted.origin}/mcp`, clientId: 'x' });
      const outcome = await makeBroker().revoke(credential, trust);
      expect(outcome).toMatchObject({ state: 'untrusted_issuer', evidence: [] });
    }
    expect([planted, attacker, issuer].map(({ requests }) => requests.length)).toEqual([0, 0, 0]);
  });

  it.each([
    ['another port', (url: URL) => (url.port = '1')],
    ['another scheme', (url: URL) => (url.protocol = 'https:')],
    ['another name for the same host', (url: URL) => (url.hostname = 'localhost')],
  ])('is compared by origin: %s', async (_name, change) => {
    const mcp = await keep(startScriptedMcp(live, []));
    const url = new URL(`${mcp.origin}/mcp`);
    change(url);
    const trust: Trust = { issuers: [], servers: [{ url: `${mcp.origin}/mcp` }] };
    const outcome = await makeBroker().revoke(leakedBearer(token, { serverUrl: url.href }), trust);
    expect(outcome.state).toBe('untrusted_issuer');
    expect(mcp.requests).toEqual([]);
  });

  it.each(['not a url', 'javascript:alert(1)', 'data:,x', '', 'https://'])(
    'may be no URL: %j',
    async (serverUrl) => {
      const outcome = await makeBroker().revoke(leakedBearer(token, { serverUrl }), {
        issuers: [],
        servers: [{ url: 'https://mcp.acme.example/' }, { url: 'data: }, { url: y' }],
      });
      expect(['untrusted_issuer', 'failed']).toContain(outcome.state);
      expect(outcome.evidence.filter(({ http }) => http !== undefined)).toEqual([]);
    },
  );
});

async function revokeAt(mcp: ScriptedServer, issuers: Trust['issuers'] = []) {
  const outcome = await makeBroker().revoke(leakedBearer(token, { serverUrl: `${mcp.origin}/mcp` }), {
    issuers: [...issuers, { issuer: 'https://auth.acme.example', clientId: 'rekey' }],
    servers: [{ url: `${mcp.origin}/mcp` }],
  });
  expectTokenOnlyAt([mcp]);
  return outcome;
}

describe('a registered MCP server that was taken over', () => {
  it('cannot name an authorization server that the policy does not trust', async () => {
    const mcp = await keep(startScriptedMcp(live, [attacker.origin]));
    const outcome = await revokeAt(mcp);
    expect(outcome.state).toBe('untrusted_issuer');
    expect(attacker.requests).toEqual([]);
  });

  it.each(['https://auth.acme.example/', 'https://AUTH.acme.example', 'https://auth.acme.example#'])(
    'cannot pass off its issuer by a name that only looks like the trusted one: %s',
    async (named) => {
      const mcp = await keep(startScriptedMcp(live, [named]));
      expect((await revokeAt(mcp)).state).toBe('untrusted_issuer');
    },
  );

  it('cannot point to metadata at another origin', async () => {
    const mcp = await keep(
      startScriptedMcp(live, [], {
        '/.well-known/oauth-protected-resource/mcp': (_request, response) => response.writeHead(404).end(),
        '/mcp': (request, response) => {
          if (request.headers['authorization'] !== undefined) return sendJson(response, 200, {});
          const challenge = `Bearer resource_metadata="${attacker.origin}/.well-known/oauth-protected-resource"`;
          response.writeHead(401, { 'www-authenticate': challenge }).end();
        },
      }),
    );
    expect((await revokeAt(mcp)).state).toBe('untrusted_issuer');
    expect(attacker.requests).toEqual([]);
  });

  it('cannot speak for another resource', async () => {
    const issuer = await keep(startScriptedIssuer(live));
    const mcp = await keep(
      startScriptedMcp(live, [], {
        '/.well-known/oauth-protected-resource/mcp': (_request, response) =>
          sendJson(response, 200, {
            resource: 'https://other.example/mcp',
            authorization_servers: [issuer.origin],
          }),
      }),
    );
    const outcome = await revokeAt(mcp, [{ issuer: issuer.origin, clientId: 'rekey' }]);
    expect(outcome.state).toBe('untrusted_issuer');
    expect(issuer.requests).toEqual([]);
  });

  it('cannot redirect the discovery or the probe', async () => {
    const mcp = await keep(
      startScriptedMcp(live, [], {
        '/.well-known/oauth-protected-resource/mcp': (_request, response) =>
          response.writeHead(307, { location: `${attacker.origin}/` }).end(),
        '/mcp': (_request, response) => response.writeHead(308, { location: `${attacker.origin}/` }).end(),
      }),
    );
    const outcome = await revokeAt(mcp);
    expect(outcome).toMatchObject({ state: 'failed' });
    expect(outcome.retryable).toBeUndefined();
    expect(attacker.requests).toEqual([]);
  });
});

async function revokeWith(metadata: (origin: string) => object, endpointOrigin?: string) {
  const issuer = await keep(
    startScriptedIssuer(live, {
      '/.well-known/oauth-authorization-server': (_request, response, origin) =>
        sendJson(response, 200, metadata(origin)),
    }),
  );
  const mcp = await keep(startScriptedMcp(live, [issuer.origin]));
  const outcome = await makeBroker().revoke(leakedBearer(token, { serverUrl: `${mcp.origin}/mcp` }), {
    issuers: [
      {
        issuer: issuer.origin,
        clientId: 'rekey',
        ...(endpointOrigin === undefined ? {} : { endpointOrigin }),
      },
    ],
    servers: [{ url: mcp.origin }],
  });
  return { outcome, mcp, issuer };
}

describe('a trusted issuer whose metadata was tampered with', () => {
  it.each([
    [
      'names another issuer',
      () => ({ issuer: attacker.origin, revocation_endpoint: `${attacker.origin}/revoke` }),
    ],
    [
      'names itself with a slash',
      (origin: string) => ({ issuer: `${origin}/`, revocation_endpoint: `${origin}/r` }),
    ],
    [
      'has its endpoint elsewhere',
      (issuer: string) => ({ issuer, revocation_endpoint: `${attacker.origin}/revoke` }),
    ],
    [
      'has its introspection elsewhere',
      (issuer: string) => ({
        issuer,
        revocation_endpoint: `${issuer}/revoke`,
        introspection_endpoint: `${attacker.origin}/introspect`,
      }),
    ],
    ['has an endpoint that is no URL', (issuer: string) => ({ issuer, revocation_endpoint: 'revoke' })],
  ])('%s: the token is not sent', async (_name, metadata) => {
    const { outcome, mcp } = await revokeWith(metadata);
    expect(outcome.state).toBe('untrusted_issuer');
    expect(eventsOf(outcome)).toEqual(['probe_live 200']);
    expectTokenOnlyAt([mcp]);
    expect(attacker.requests).toEqual([]);
  });

  it('may have its endpoint at the origin that the trust table pins', async () => {
    const elsewhere = await keep(startScriptedIssuer(live));
    const { outcome } = await revokeWith(
      (issuer) => ({ issuer, revocation_endpoint: `${elsewhere.origin}/revoke` }),
      elsewhere.origin,
    );
    expect(outcome.state).toBe('revoked_verified');
  });
});

describe("the broker's egress rules hold for trusted addresses too", () => {
  it('refuses a private issuer that the operator did not open', async () => {
    const issuer = await keep(startScriptedIssuer(live));
    const mcp = await keep(startScriptedMcp(live, [issuer.origin]));
    const outcome = await makeBroker({ allow: mcp.host }).revoke(
      leakedBearer(token, { serverUrl: `${mcp.origin}/mcp` }),
      { issuers: [{ issuer: issuer.origin, clientId: 'rekey' }], servers: [{ url: mcp.origin }] },
    );
    expect(outcome.state).toBe('failed');
    expect(outcome.retryable).toBeUndefined();
    expect(issuer.requests).toEqual([]);
  });
});
