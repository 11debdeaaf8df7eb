import type { Server } from 'node:http';

/**
 * Makes the end of a server: no new connections, and each that there is ends with the answer that it is owed. Node alone
 * keeps a connection whose request was under way for as long as the next one may take to come, a minute here, and a
 * process that stops waits for that.
 */
export function prepareClose(server: Server): () => Promise<void> {
  let closing = false;
  server.on('request', (_request, response) => {
    response.once('close', () => {
      // The connection counts as idle only after those who listen for the end of the answer.
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  });
  return () =>
    new Promise((closed) => {
      closing = true;
      server.close(() => closed());
      server.closeIdleConnections();
    });
}
