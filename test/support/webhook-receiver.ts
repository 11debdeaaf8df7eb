import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenLoopback } from '../../demo/world/listen-loopback.ts';

/** A message as it arrived. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody's webhook on loopback. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers from now on. `hang`: nothing. */
  answer(how: number | 'hang', headers?: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

/** Starts a receiver that answers 204. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let how: number | 'hang' = 204;
  let headers: Readonly<Record<string, string>> = {};
  const { origin, close } = await listenLoopback(() => async (request, response) => {
    const body = await text(request);
    received.push({ path: request.url ?? '', headers: request.headers, body });
    if (how !== 'hang') response.writeHead(how, headers).end();
  });
  return {
    url: `${origin}/hooks/rekey`,
    received,
    answer(next, more = {}) {
      how = next;
      headers = more;
    },
    close,
  };
}
