import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startAuthorizationServer,
  type AuthorizationServer,
} from '../../../demo/world/authorization-server.ts';
import { listTools } from '../../../demo/world/mcp-client.ts';
import { startMcpServer, type McpServer } from '../../../demo/world/mcp-server.ts';
import type { Trust } from '../../../src/broker/broker.ts';
import { eventsOf, makeBroker } from './broker-under-test.ts';
import { leakedBearer } from './scripted-mcp.ts';

let issuer: AuthorizationServer;
let mcp: McpServer;
let trust: Trust;

beforeAll(async () => {
  issuer = await startAuthorizationServer();
  mcp = await startMcpServer(issuer);
  trust = {
    issuers: [{ issuer: issuer.issuer, clientId: issuer.brokerClientId }],
    servers: [{ url: mcp.url }],
  };
});
afterAll(async () => {
  await mcp.close();
  await issuer.close();
});

describe('a leaked bearer, with oidc-provider and the official MCP server and client', () => {
  it('is dead after revocation, and no other token is', async () => {
    const [leaked, other] = [await issuer.issueToken(), await issuer.issueToken()];
    expect(await listTools(mcp.url, leaked)).toEqual(['list_invoices', 'pay_invoice']);

    const outcome = await makeBroker().revoke(leakedBearer(leaked, { serverUrl: mcp.url }), trust);

    expect(outcome).toMatchObject({ state: 'revoked_verified', adapter: 'mcp-oauth' });
    expect(eventsOf(outcome)).toEqual([
      'probe_live 200',
      'revocation_sent',
      'revocation_accepted 200',
      'probe_dead 401',
    ]);
    await expect(listTools(mcp.url, leaked)).rejects.toMatchObject({ status: 401 });
    expect(await listTools(mcp.url, other)).toEqual(['list_invoices', 'pay_invoice']);
  });

  it('is revoked once, however often it is asked for', async () => {
    const broker = makeBroker();
    const credential = leakedBearer(await issuer.issueToken(), { serverUrl: mcp.url });
    const before = issuer.revocations.length;
    const states: string[] = [];
    const later = { attemptedBefore: true, seen: ['probe_live'] } as const;
    for (const options of [{}, later, later]) {
      states.push((await broker.revoke(credential, trust, options)).state);
    }
    expect(states).toEqual(['revoked_verified', 'revoked_verified', 'revoked_verified']);
    expect(issuer.revocations.slice(before)).toMatchObject([{ clientId: 'rekey', http: 200 }]);
  });

  it('that this server never took may be another’s: it is not called dead, and revoked all the same', async () => {
    const before = issuer.revocations.length;
    const outcome = await makeBroker().revoke(leakedBearer('never-issued', { serverUrl: mcp.url }), trust);
    expect(outcome.state).toBe('manual_required');
    expect(outcome.explanation).toContain('never seen to take it');
    expect(eventsOf(outcome)).toContain('revocation_accepted 200');
    expect(eventsOf(outcome)).not.toContain('probe_dead 401');
    expect(issuer.revocations).toHaveLength(before + 1);
  });

  it('is not called revoked when the issuer says 200 to a client that may not revoke it', async () => {
    const strict = await startAuthorizationServer({ brokerMayRevoke: false });
    const server = await startMcpServer(strict);
    const token = await strict.issueToken();
    const outcome = await makeBroker().revoke(leakedBearer(token, { serverUrl: server.url }), {
      issuers: [{ issuer: strict.issuer, clientId: strict.brokerClientId }],
      servers: [{ url: server.url }],
    });
    expect(outcome).toMatchObject({ state: 'accepted_unverified', retryable: true });
    expect(strict.revocations).toMatchObject([{ http: 200 }]);
    expect(await listTools(server.url, token)).toHaveLength(2);
    await server.close();
    await strict.close();
  });

  it('needs a client that the issuer knows', async () => {
    const token = await issuer.issueToken();
    const outcome = await makeBroker().revoke(leakedBearer(token, { serverUrl: mcp.url }), {
      ...trust,
      issuers: [{ issuer: issuer.issuer, clientId: 'nobody' }],
    });
    expect(outcome.state).toBe('manual_required');
    expect(await listTools(mcp.url, token)).toHaveLength(2);
  });

  it('is found dead by a server that was named with another path, query and fragment', async () => {
    const token = await issuer.issueToken();
    const serverUrl = `${mcp.url}?leak=1#x`;
    const outcome = await makeBroker().revoke(leakedBearer(token, { serverUrl }), trust);
    expect(outcome.state).toBe('revoked_verified');
  });
});
