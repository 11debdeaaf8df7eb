import { once } from 'node:events';
import { createServer } from 'node:net';
import { createEmulator } from 'emulate';
import type { Answer, GitHubRequest } from './exchange.ts';
import { openForward } from './forward.ts';
import type { Plan } from './seed.ts';
import { toSeed } from './seed.ts';

/** The emulator and the way to it. */
export interface EmulatorLink {
  forward(request: GitHubRequest): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * Starts the emulator (npm `emulate`, https://github.com/vercel-labs/emulate) on a free loopback port.
 *
 * @param apiUrl the proxy's address, which the emulator puts into every URL it gives out
 * @param receiverUrl where it sends its webhooks
 */
export async function startEmulator(plan: Plan, apiUrl: string, receiverUrl: string): Promise<EmulatorLink> {
  const emulator = await createEmulatorOnFreePort(plan, apiUrl, receiverUrl);
  const way = openForward(emulator.port, new URL(apiUrl).host);

  const close = async () => {
    way.close();
    await emulator.close();
  };
  return { forward: way.forward, close };
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
