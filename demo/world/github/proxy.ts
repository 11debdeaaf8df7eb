import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Backend } from './backend.ts';
import type { Events } from './events.ts';
import { errorAnswer, readRequest, sendAnswer, type Answer, type GitHubRequest } from './exchange.ts';
import type { GitHttp } from './git-http.ts';
import type { Interference, Result } from './interference.ts';
import { createLatch } from './latch.ts';
import type { RequestLog } from './request-log.ts';

/** Where the emulator posts its webhooks; no path of GitHub's. */
export const RECEIVER_PATH = '/_world/webhooks';

/** Pages for browsers and the token exchange of a login: not part of the REST API, so neither checked nor logged. */
const WEB_PATHS = ['/login/', '/settings/', '/_emulate/'];

/** What the proxy passes requests through. */
export interface ProxyParts {
  readonly backend: Backend;
  readonly events: Events;
  readonly log: RequestLog;
  readonly interference: Interference;
  readonly git: GitHttp;
}

/** A listening proxy; requests are answered from the moment its parts are set. */
export interface Proxy {
  readonly url: string;
  open(parts: ProxyParts): void;
  close(): Promise<void>;
}

async function answerOf(
  request: GitHubRequest,
  response: ServerResponse,
  { backend, log, interference }: ProxyParts,
): Promise<Result> {
  const gone = new Promise<void>((resolve) => {
    response.once('close', resolve);
  });
  const caller = backend.callers.identify(request);
  const entry = log.open(request, caller.kind);
  await interference.hold(request, 'before', gone);
  // Its sender was killed at the gate: it never reached GitHub.
  if (response.destroyed) return 'silence';

  const perform = async (): Promise<Answer> => {
    if (caller.kind === 'unknown') return errorAnswer(401, 'Bad credentials');
    const wrong = entry.violations.filter(({ kind }) => kind === 'body');
    if (wrong.length > 0)
      return errorAnswer(422, `Invalid request.\n\n${wrong.map(({ message }) => message).join('\n')}`);
    const answer = await backend.handle(
      caller.kind === 'user' ? backend.asUser(caller.login, request) : request,
    );
    entry.finish({ performed: answer.status < 400 });
    return answer;
  };
  const result = await interference.run(request, perform);
  await interference.hold(request, 'after', gone);
  if (typeof result === 'object' && !response.destroyed) entry.finish({ status: result.status });
  return result;
}

async function serve(incoming: IncomingMessage, response: ServerResponse, parts: ProxyParts): Promise<void> {
  if (parts.git.isFor(incoming.url?.split('?')[0] ?? '')) return parts.git.serve(incoming, response);
  const request = await readRequest(incoming);
  if (request.path === RECEIVER_PATH) {
    const { 'x-github-event': event = '', 'x-hub-signature-256': signature = '' } = request.headers;
    const good = await parts.events.receive(event, signature, request.raw.toString('utf8'));
    return sendAnswer(
      response,
      good ? { status: 204, headers: {}, body: Buffer.alloc(0) } : errorAnswer(401, 'Bad signature'),
    );
  }
  if (WEB_PATHS.some((path) => request.path.startsWith(path)))
    return sendAnswer(response, await parts.backend.handle(request));

  const result = await answerOf(request, response, parts);
  if (result === 'silence') return;
  if (result === 'reset') incoming.socket.resetAndDestroy();
  else sendAnswer(response, result);
}

/** Starts to listen on a free loopback port. */
export async function listenProxy(): Promise<Proxy> {
  const parts = createLatch<ProxyParts>();
  const server = createServer((incoming, response) => {
    void parts.promise
      .then((ready) => serve(incoming, response, ready))
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : 'unknown error';
        sendAnswer(response, errorAnswer(500, `The world broke: ${message}`));
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    open: parts.open,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
