import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { createEmulator } from 'emulate';
import type { Answer, GitHubRequest } from './exchange.ts';
import type { Plan } from './seed.ts';
import { toSeed } from './seed.ts';

/** Headers that belong to one connection and must not be passed on (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'accept-encoding',
]);

/** The emulator and the way to it. */
export interface EmulatorLink {
  forward(request: GitHubRequest): Promise<Answer>;
  close(): Promise<void>;
}

function passOn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !HOP_BY_HOP.has(name))
      .map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

/**
 * Starts the emulator (npm `emulate`, https://github.com/vercel-labs/emulate) on a free loopback port.
 *
 * @param apiUrl the proxy's address, which the emulator puts into every URL it gives out
 * @param receiverUrl where it sends its webhooks
 */
export async function startEmulator(plan: Plan, apiUrl: string, receiverUrl: string): Promise<EmulatorLink> {
  const emulator = await createEmulatorOnFreePort(plan, apiUrl, receiverUrl);
  const agent = new Agent({ keepAlive: true });
  const host = new URL(apiUrl).host;

  const forward = (request: GitHubRequest): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const query = request.query.toString();
      const outgoing = httpRequest(
        {
          host: '127.0.0.1',
          port: emulator.port,
          agent,
          method: request.method,
          path: query === '' ? request.path : `${request.path}?${query}`,
          // The emulator builds `Link` headers from the host it was called by.
          headers: { ...passOn(request.headers), host, 'content-length': String(request.raw.length) },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 500,
              headers: passOn(incoming.headers),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(request.raw);
    });

  const close = async () => {
    agent.destroy();
    await emulator.close();
  };
  return { forward, close };
}

const PORT_TRIES = 5;

/** The emulator does not tell which port it got, so one is picked beforehand; another process may be faster. */
async function createEmulatorOnFreePort(
  plan: Plan,
  apiUrl: string,
  receiverUrl: string,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await pickPort();
    try {
      const seed = toSeed(plan, receiverUrl);
      const emulator = await createEmulator({ service: 'github', port, baseUrl: apiUrl, seed });
      return { port, close: () => emulator.close() };
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || attempt === PORT_TRIES) throw error;
    }
  }
}

async function pickPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
