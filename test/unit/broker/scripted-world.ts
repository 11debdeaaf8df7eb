import { afterEach, beforeEach, expect } from '@jest/globals';
import { inspect } from 'node:util';
import type { Outcome, RevokeOptions } from '../../../src/broker/broker.ts';
import { makeBroker } from './broker-under-test.ts';
import { randomToken } from './random-token.ts';
import { leakedBearer, startScriptedIssuer, startScriptedMcp, type Scripts } from './scripted-mcp.ts';
import type { Received, ScriptedServer } from './scripted-server.ts';

/** What is special about one revocation; the rest is a well-behaved issuer and MCP server. */
export interface Case {
  readonly issuer?: Scripts;
  readonly mcp?: Scripts;
  readonly options?: RevokeOptions;
  readonly timeoutMs?: number;
  readonly clientId?: string;
  /** Instead of the living opaque token. */
  readonly value?: string;
}

type Seen = Outcome & { readonly requests: readonly (readonly Received[])[] };

/** One living token per test, and the servers that know it; servers in `servers` are closed after the test. */
export function useScriptedWorld() {
  const world = {
    token: '',
    live: new Set<string>(),
    servers: [] as ScriptedServer[],
    /** Revokes the token where the servers answer as the case says; `requests` are the issuer's and the server's. */
    async revoke(test: Case): Promise<Seen> {
      const issuer = await startScriptedIssuer(world.live, test.issuer);
      const mcp = await startScriptedMcp(world.live, [issuer.origin], test.mcp);
      world.servers.push(issuer, mcp);
      const value = test.value ?? world.token;
      const serverUrl = `${mcp.origin}/mcp`;
      const outcome = await makeBroker({ timeoutMs: test.timeoutMs ?? 5000 }).revoke(
        leakedBearer(value, {
          serverUrl,
          ...(test.clientId === undefined ? {} : { clientId: test.clientId }),
        }),
        { issuers: [{ issuer: issuer.origin, clientId: 'rekey' }], servers: [{ url: serverUrl }] },
        test.options,
      );
      expect(inspect(outcome, { depth: 20 }) + JSON.stringify(outcome)).not.toContain(value);
      return { ...outcome, requests: [issuer.requests, mcp.requests] };
    },
  };
  beforeEach(() => {
    world.token = randomToken();
    world.live = new Set([world.token]);
  });
  afterEach(async () => {
    await Promise.all(world.servers.splice(0).map((server) => server.close()));
  });
  return world;
}
