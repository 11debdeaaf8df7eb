import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { prepareClose } from '../../base/close-server.ts';
import { RekeyError } from '../../base/errors.ts';
import type { BrokerConfig } from '../config.ts';

/** A listening server. */
export interface Listening {
  readonly port: number;
  readonly scheme: 'http' | 'https';
  close(): Promise<void>;
}

/** A request that trickles is cut off; answers may be held back for ten seconds. */
const LIMITS = {
  requestTimeout: 20_000,
  headersTimeout: 10_000,
  /** Node looks for those that are late every 30 seconds otherwise. */
  connectionsCheckingInterval: 5000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
};

function readPem(variable: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new RekeyError('CONFIG', `${variable} cannot be read: name a readable PEM file.`);
  }
}

function open(tls: BrokerConfig['tls'], listener: RequestListener): Server {
  if (!tls) return createServer(LIMITS, listener);
  const clients =
    tls.clientCa === undefined ? {} : { ca: readPem('TLS_CLIENT_CA', tls.clientCa), requestCert: true };
  return createTlsServer(
    {
      ...LIMITS,
      cert: readPem('TLS_CERT', tls.cert),
      key: readPem('TLS_KEY', tls.key),
      minVersion: 'TLSv1.2',
      // Clients of other methods show no certificate; one that is not vouched for counts as none.
      rejectUnauthorized: false,
      ...clients,
    },
    listener,
  );
}

/** Listens with TLS when it is configured; throws PORT_IN_USE or CONFIG with the remedy. */
export function listen(config: BrokerConfig, listener: RequestListener): Promise<Listening> {
  const server = open(config.tls, listener);
  const close = prepareClose(server);
  return new Promise((done, fail) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const inUse = cause.code === 'EADDRINUSE';
      fail(inUse ? new RekeyError('PORT_IN_USE', `PORT ${config.port} is in use: set another PORT.`) : cause);
    });
    server.listen(config.port, config.host, () => {
      const address = server.address();
      done({
        port: typeof address === 'object' && address ? address.port : config.port,
        scheme: config.tls ? 'https' : 'http',
        close,
      });
    });
  });
}
