import { once } from 'node:events';
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';

/** What stands at an address: bytes, or a body that comes for as long as it likes. */
export type StoredBody = Uint8Array | (() => AsyncIterable<Uint8Array>);

/** GitHub's addresses are valid so long. */
const VALID_MS = 60_000;

/**
 * Where GitHub keeps logs and artifacts: another host, with addresses that are valid for a minute. It counts and
 * refuses who brings it a token of GitHub's, as Azure's blob storage does.
 */
export class RunStore {
  readonly #addresses = new Map<string, { readonly body: StoredBody; readonly until: number }>();
  readonly #server = createServer((incoming, response) => {
    this.#requests += 1;
    if (incoming.headers.authorization !== undefined) {
      this.#tokens += 1;
      response.writeHead(401).end();
      return;
    }
    const found = this.#addresses.get(incoming.url ?? '');
    if (incoming.method !== 'GET' || found === undefined || found.until < Date.now()) {
      response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error>BlobNotFound</Error>');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/zip' });
    const { body } = found;
    if (body instanceof Uint8Array) response.end(body);
    // Ends the body as well when its reader has gone.
    else pipeline(Readable.from(body()), response, () => undefined);
  });
  #requests = 0;
  #tokens = 0;
  #url = '';

  static async start(): Promise<RunStore> {
    const store = new RunStore();
    store.#server.listen(0, '127.0.0.1');
    await once(store.#server, 'listening');
    const address = store.#server.address();
    // Another name of the same machine, so that it is another host as well as another port.
    store.#url = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    return store;
  }

  /** All requests, and those that came with a token. */
  get counts(): { readonly requests: number; readonly tokens: number } {
    return { requests: this.#requests, tokens: this.#tokens };
  }

  /** A new address for a body. */
  addressOf(body: StoredBody): string {
    const path = `/${randomUUID()}?sig=${randomUUID()}`;
    this.#addresses.set(path, { body, until: Date.now() + VALID_MS });
    return `${this.#url}${path}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
