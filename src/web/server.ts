import { createServer, type RequestListener, type Server } from 'node:http';
import { prepareClose } from '../base/close-server.ts';
import { RekeyError } from '../base/errors.ts';

/** A listening server. */
export interface WebServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on HOST and PORT (0 takes any free one); throws PORT_IN_USE with the remedy. */
export function listen(listener: RequestListener, host: string, port: number): Promise<WebServer> {
  const server: Server = createServer(
    // Longer than the minute that proxies keep an idle connection: the one who reuses it must not find it closed.
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    listener,
  );
  const close = prepareClose(server);
  return new Promise((done, fail) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      fail(
        cause.code === 'EADDRINUSE'
          ? new RekeyError(
              'PORT_IN_USE',
              `PORT ${port} is in use: stop the other program or set another PORT.`,
            )
          : cause,
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      done({
        port: typeof address === 'object' && address ? address.port : port,
        close,
      });
    });
  });
}
