import { Agent, request } from 'node:http';

/** What a visitor got. */
export interface Answer {
  readonly status: number;
  readonly cookie: string;
  readonly text: string;
  /** From sending the request to the last byte. */
  readonly ms: number;
}

/** One browser, that keeps its connection. */
export interface Visitor {
  readonly get: (path: string, cookie: string) => Promise<Answer>;
  readonly close: () => void;
}

/** @param origin of the server, without a slash at its end */
export function createVisitor(origin: string): Visitor {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = (path: string, cookie: string) => {
    const begin = performance.now();
    return new Promise<Answer>((done, fail) => {
      const call = request(`${origin}${path}`, { agent, headers: { cookie } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          done({
            status: response.statusCode ?? 0,
            cookie: response.headers['set-cookie']?.[0]?.split(';')[0] ?? '',
            text: Buffer.concat(chunks).toString(),
            ms: performance.now() - begin,
          }),
        );
      });
      call.on('error', fail);
      call.end();
    });
  };
  return { get, close: () => agent.destroy() };
}

/** The link to the next page of a list, on a page or in an answer of the API. */
export function nextOf(text: string): string | undefined {
  if (text.startsWith('{')) return /"next":"([^"]+)"\}$/.exec(text)?.[1];
  if (!/>Next page</.test(text)) return undefined;
  return /href="([^"]*[?&;]cursor=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
}
