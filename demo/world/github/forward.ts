import { Agent, request as httpRequest, type ClientRequest } from 'node:http';
import type { Answer, GitHubRequest } from './exchange.ts';

/** Headers that belong to one connection and must not be passed on (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'accept-encoding',
]);

function passOn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !HOP_BY_HOP.has(name))
      .map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

/**
 * The connection was an idle one, and the other side closed it while the request was on its way, unread. A machine that is
 * busy for seconds makes this happen: https://nodejs.org/api/http.html#requestreusedsocket
 */
function wasClosedIdle(outgoing: ClientRequest, error: Error): boolean {
  return outgoing.reusedSocket && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/**
 * The way to a server on the loopback interface, over connections that are kept.
 *
 * @param host what the server is told that it was called by
 */
export function openForward(
  port: number,
  host: string,
): { readonly forward: (request: GitHubRequest) => Promise<Answer>; close(): void } {
  const agent = new Agent({ keepAlive: true });
  const send = (request: GitHubRequest, by: Agent | false): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const query = request.query.toString();
      const outgoing = httpRequest(
        {
          host: '127.0.0.1',
          port,
          agent: by,
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
      outgoing.on('error', (error) =>
        wasClosedIdle(outgoing, error) ? resolve(send(request, false)) : reject(error),
      );
      outgoing.end(request.raw);
    });
  return { forward: (request) => send(request, agent), close: () => agent.destroy() };
}
