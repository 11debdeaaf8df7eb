import { createServer, type RequestListener } from 'node:http';

/** A server on 127.0.0.1. */
export interface LoopbackServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Stops at once, open connections included. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a server on loopback; port 0 takes any free one. Rejects when the port is taken.
 *
 * @param makeListener gets the origin, which a server's own metadata needs
 */
export async function listenLoopback(
  makeListener: (origin: string) => RequestListener | Promise<RequestListener>,
  port = 0,
): Promise<LoopbackServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const origin = `http://127.0.0.1:${address.port}`;
  try {
    server.on('request', await makeListener(origin));
  } catch (error) {
    await close();
    throw error;
  }
  return { origin, close };
}
