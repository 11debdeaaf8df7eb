import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Outcome, TrustedServer } from '../../../src/broker/broker.ts';
import { eventsOf, makeBroker } from './broker-under-test.ts';
import { bearerOf, leakedBearer, startScriptedIssuer, startScriptedMcp } from './scripted-mcp.ts';
import { sendJson, type ScriptedServer } from './scripted-server.ts';
import { useScriptedWorld } from './scripted-world.ts';

const world = useScriptedWorld();
const callSchema = z.object({
  id: z.number().optional(),
  method: z.string(),
  params: z.object({ cursor: z.string().optional() }).optional(),
});
type Call = z.infer<typeof callSchema>;

const NO_CALL: Call = { method: '' };

/** Revokes a bearer whose server answers `tools/list` and a GET as the test says. */
async function revoke(
  consent: Pick<TrustedServer, 'describeTools' | 'watchStreams'>,
  server: {
    readonly list?: (call: Call, response: ServerResponse) => void;
    readonly stream?: (response: ServerResponse) => void;
  },
): Promise<Outcome & { readonly mcp: ScriptedServer; readonly methods: readonly string[] }> {
  const issuer = await startScriptedIssuer(world.live);
  const methods: string[] = [];
  const mcp = await startScriptedMcp(world.live, [issuer.origin], {
    '/mcp': (request, response) => {
      if (!world.live.has(bearerOf(request) ?? ''))
        return response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
      const call = request.method === 'POST' ? callSchema.parse(JSON.parse(request.body)) : NO_CALL;
      methods.push(request.method === 'GET' ? 'GET' : call.method);
      if (request.method === 'GET')
        return server.stream ? server.stream(response) : sendJson(response, 405, {});
      if (call.method === 'tools/list' && server.list) return server.list(call, response);
      sendJson(response, 200, { jsonrpc: '2.0', id: call.id, result: {} });
    },
  });
  world.servers.push(issuer, mcp);
  const credential = leakedBearer(world.token, { serverUrl: `${mcp.origin}/mcp` });
  const issuers = [{ issuer: issuer.origin, clientId: 'rekey' }];
  const outcome = await makeBroker().revoke(credential, {
    issuers,
    servers: [{ url: mcp.origin, ...consent }],
  });
  expect(outcome.state).toBe('revoked_verified');
  expect(JSON.stringify(outcome)).not.toContain(world.token);
  return { ...outcome, mcp, methods };
}

const answer = (response: ServerResponse, { id }: Call, result: unknown) =>
  sendJson(response, 200, { jsonrpc: '2.0', id, result });

describe('the tools that a bearer opens', () => {
  it('are bounded, over several pages', async () => {
    const { abilities, methods } = await revoke(
      { describeTools: true },
      {
        list: (call, response) => {
          const from = Number(call.params?.cursor ?? 0);
          const tools = Array.from({ length: 90 }, (_, at) => ({ name: `tool_${from + at}` }));
          answer(response, call, { tools, nextCursor: String(from + 90) });
        },
      },
    );
    expect(abilities?.tools).toHaveLength(200);
    expect(abilities?.more).toBe(true);
    expect(new Set(methods)).toEqual(new Set(['initialize', 'tools/list']));
  });

  it('have harmless names, whatever the server says', async () => {
    const { abilities } = await revoke(
      { describeTools: true },
      {
        list: (call, response) =>
          answer(response, call, {
            tools: [
              { name: '\u001b[2Jdelete\u202e' },
              { name: '[x](https://evil.example) <img> @admin' },
              { name: `echo_${world.token.slice(5, 25)}` },
              { name: world.token },
              { name: '' },
              { name: `b${'c'.repeat(10_000)}` },
              { name: 'a'.repeat(500), annotations: { destructiveHint: 'yes', readOnlyHint: true } },
            ],
          }),
      },
    );
    const names = abilities?.tools.map(({ name }) => name) ?? [];
    expect(names[2]).toBe('[redacted]');
    expect(names[3]).toBe('[redacted]');
    expect(names[4]).toBe('unnamed');
    expect(abilities?.tools[5]).toEqual({ name: `b${'c'.repeat(79)}` });
    expect(abilities?.tools[6]).toEqual({ name: 'a'.repeat(80), readOnly: true });
    expect(names.filter((name) => /[^\w./:@ ·[\]-]/.test(name) || name.includes('](')).length).toBe(0);
  });

  it('come by a stream of events that does not end', async () => {
    const { abilities } = await revoke(
      { describeTools: true },
      {
        list: (call, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          const message = { jsonrpc: '2.0', id: call.id, result: { tools: [{ name: 'pay' }] } };
          response.write(`event: message\r\ndata: {"jsonrpc":"2.0","method":"notifications/x"}\r\n\r\n`);
          response.write(`event: message\r\ndata: ${JSON.stringify(message)}\r\n\r\n`);
        },
      },
    );
    expect(abilities).toEqual({ tools: [{ name: 'pay' }] });
  });

  it.each([
    ['silence', () => undefined],
    [
      'a body without end',
      (_call: Call, response: ServerResponse) => void response.write('x'.repeat(200_000)),
    ],
    ['HTML', (_call: Call, response: ServerResponse) => void response.end('<h1>tools</h1>')],
    ['a refusal', (_call: Call, response: ServerResponse) => sendJson(response, 403, {})],
  ])('do not hold up the revocation: %s', async (_what, list) => {
    const start = performance.now();
    const { abilities } = await revoke({ describeTools: true }, { list });
    expect(abilities).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

function open(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
}

describe('a stream that was opened with the bearer', () => {
  it('that ends with it is not reported as one that outlives it', async () => {
    const { evidence, explanation } = await revoke(
      { watchStreams: true },
      {
        stream: (response) => {
          open(response);
          const timer = setInterval(() => {
            if (world.live.size > 0) return;
            clearInterval(timer);
            response.end();
          }, 10);
        },
      },
    );
    expect(evidence.at(-1)?.event).toBe('stream_ended');
    expect(explanation).not.toContain('still open');
  });

  it('that stays open is, and is let go of afterwards', async () => {
    let closed = false;
    const outcome = await revoke(
      { watchStreams: true },
      {
        stream: (response) => {
          open(response);
          response.on('close', () => (closed = true));
        },
      },
    );
    expect(eventsOf(outcome).at(-1)).toBe('stream_outlives_token');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(closed).toBe(true);
  });

  it('is not opened without the consent of the policy', async () => {
    const { methods } = await revoke({}, { stream: open });
    expect(methods).toEqual(['initialize']);
  });
});
