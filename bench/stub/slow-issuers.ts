import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIssuerStub, type IssuerStub } from './issuer-stub.ts';

/** Authorization servers with their MCP servers, each on an origin of its own, that take their time. */
export interface SlowIssuers {
  readonly origins: readonly string[];
  /** Makes a token live at an origin. */
  admit(origin: string, token: string): void;
  isLive(origin: string, token: string): boolean;
  /** Milliseconds that requests with this token spent here, from arrival to the last byte of the answer. */
  spent(token: string): number;
  /** How often a token's revocation was asked for. */
  revocations(token: string): number;
  close(): void;
}

function tokenOf(request: IncomingMessage, body: string): string {
  return (
    new URLSearchParams(body).get('token') ?? request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  );
}

/** @param latencyMs how long each answer takes */
export async function startSlowIssuers(count: number, latencyMs: number): Promise<SlowIssuers> {
  const spent = new Map<string, number>();
  const revocations = new Map<string, number>();
  const stubs = new Map<string, IssuerStub>();
  const servers: Server[] = [];

  const listen = async (): Promise<void> => {
    let stub: IssuerStub | undefined;
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      const start = performance.now();
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const token = tokenOf(request, body);
        if (request.url === '/revoke') revocations.set(token, (revocations.get(token) ?? 0) + 1);
        response.on('finish', () => spent.set(token, (spent.get(token) ?? 0) + performance.now() - start));
        setTimeout(() => {
          if (!stub?.handle(request, response, body)) response.writeHead(404).end('{}');
        }, latencyMs);
      });
    };
    const server = createServer({ keepAliveTimeout: 60_000 }, answer);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stub = createIssuerStub(origin);
    stubs.set(origin, stub);
    servers.push(server);
  };
  for (let index = 0; index < count; index += 1) await listen();
  return {
    origins: [...stubs.keys()],
    admit: (origin, token) => void stubs.get(origin)?.live.add(token),
    isLive: (origin, token) => stubs.get(origin)?.live.has(token) ?? false,
    spent: (token) => spent.get(token) ?? 0,
    revocations: (token) => revocations.get(token) ?? 0,
    close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
