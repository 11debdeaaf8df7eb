import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startAuthorizationServer,
  type AuthorizationServer,
} from '../../../demo/world/authorization-server.ts';
import { startMcpServer, type McpServer } from '../../../demo/world/mcp-server.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { Trust } from '../../../src/broker/broker.ts';
import { createRepositoryServer } from '../../support/repository-server.ts';
import { makeBroker } from './broker-under-test.ts';
import { FAKES } from './fakes/all-fakes.ts';
import { NO_TRUST, recordOf } from './fakes/fake-world.ts';
import { startWorld } from './fakes/worlds.ts';
import { unsignedJwt } from './random-token.ts';
import { leakedBearer } from './scripted-mcp.ts';

const BEFORE = { beforeRevocation: true };
const repositories = createRepositoryServer('purge');
let issuer: AuthorizationServer;
let mcp: McpServer;
let trust: Trust;

beforeAll(async () => {
  issuer = await startAuthorizationServer();
  mcp = await startMcpServer(issuer, { mcp: repositories });
  trust = {
    issuers: [{ issuer: issuer.issuer, clientId: issuer.brokerClientId }],
    servers: [{ url: mcp.url, describeTools: true }],
  };
});
afterAll(async () => {
  await Promise.all([mcp.close(), issuer.close()]);
});

describe('a description that a revocation waits for', () => {
  it.each(FAKES.map((fake) => [recordOf(fake).id, fake] as const))(
    'asks no more of %s than what tells something',
    async (_id, fake) => {
      const record = recordOf(fake);
      const world = await startWorld(fake);
      const described = await world.broker.describe?.(world.credential(), NO_TRUST, BEFORE);
      const isTelling = record.describe !== undefined && record.probe?.by === 'token';
      // Of several places each may have to be asked which one knows it.
      const places = record.origins.length + (fake.operatorOrigin === undefined ? 0 : 1);
      const most = isTelling ? places + (record.describe?.request ? 1 : 0) : 0;
      expect(world.server.requests.length).toBeLessThanOrEqual(most);
      expect(described?.source).toBe(isTelling ? 'provider' : 'offline');
      expect(world.acted()).toBe(0);
    },
  );

  it('leaves to the revocation what that asks an MCP server', async () => {
    const credential = leakedBearer(await issuer.issueToken(), { serverUrl: mcp.url });
    const described = await makeBroker().describe?.(credential, trust, BEFORE);
    expect(described).toMatchObject({ owner: 'agent', scopes: ['mcp:tools'], source: 'provider' });
    expect(described?.abilities).toBeUndefined();
    expect(repositories.methods).toEqual([]);
    const fully = await makeBroker().describe?.(credential, trust);
    expect(fully?.abilities?.tools.map(({ name }) => name)).toContain('delete_repository');
  });

  it('asks nobody about a token that says it itself', async () => {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const sub = `user-${randomBytes(4).toString('hex')}`;
    const value = unsignedJwt({ iss: issuer.issuer, sub, exp, scope: 'a b' });
    const credential = { ...leakedBearer(value, { serverUrl: mcp.url }), secret: new Secret(value) };
    const asked = repositories.methods.length;
    const described = await makeBroker().describe?.(credential, trust, BEFORE);
    expect(described).toMatchObject({ owner: sub, scopes: ['a', 'b'], source: 'offline' });
    expect(described?.expiresAt?.getTime()).toBe(exp * 1000);
    expect(repositories.methods).toHaveLength(asked);
  });
});
