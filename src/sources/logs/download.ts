import { RekeyError } from '../../base/errors.ts';

/** How long a download may take. */
export interface DownloadTimes {
  /** Without a byte. */
  readonly idleMs: number;
}

const TIMES: DownloadTimes = { idleMs: 30_000 };

/** What stands at an address that GitHub gave. */
export type Download =
  | { readonly outcome: 'open'; readonly bytes: AsyncGenerator<Uint8Array> }
  /** Gone, or not there yet: GitHub tells of a log a moment before its store has it. */
  | { readonly outcome: 'missing' };

const failed = (what: string) =>
  new RekeyError('DOWNLOAD', `A file of a workflow run could not be fetched: ${what}.`);

/** The address with everything checked that may be wrong with it. It is a secret: whoever has it may read the log. */
function checked(location: string, apiUrl: string): URL {
  if (!URL.canParse(location)) throw failed('GitHub gave no address');
  const url = new URL(location);
  // Plain http only beside a GitHub that is spoken to so: in tests, and in a closed network.
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && apiUrl.startsWith('http:'));
  if (!isAllowed || url.username !== '' || url.password !== '') throw failed('GitHub gave an unsafe address');
  return url;
}

async function* readBody(
  body: ReadableStream<Uint8Array>,
  abort: (reason: Error) => void,
  idleMs: number,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let timer: NodeJS.Timeout | undefined;
  try {
    for (;;) {
      timer = setTimeout(() => abort(failed('nothing more came')), idleMs);
      const { done, value } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      yield value;
    }
  } finally {
    clearTimeout(timer);
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * Opens the address of a log or an artifact, which is valid for one minute. Without our token: the host is a store and
 * not GitHub's API. A further redirect is not followed. No error holds the address.
 *
 * @param apiUrl of the GitHub that gave the address
 * @param signal ends the download
 */
export async function openDownload(
  location: string,
  apiUrl: string,
  signal: AbortSignal,
  times: DownloadTimes = TIMES,
): Promise<Download> {
  const url = checked(location, apiUrl);
  const stop = new AbortController();
  const abort = (reason: Error) => stop.abort(reason);
  const timer = setTimeout(() => abort(failed('no answer came')), times.idleMs);
  let response: Response;
  try {
    response = await fetch(url, {
      redirect: 'manual',
      // Packed once more, a log would be a second bomb.
      headers: { 'accept-encoding': 'identity', 'user-agent': 'rekey' },
      signal: AbortSignal.any([stop.signal, signal]),
    });
  } catch {
    throw failed('its store could not be reached');
  } finally {
    clearTimeout(timer);
  }
  const { status, body } = response;
  if (status === 200 && body) return { outcome: 'open', bytes: readBody(body, abort, times.idleMs) };
  await body?.cancel();
  if (status === 404 || status === 410) return { outcome: 'missing' };
  throw failed(`its store answered ${status}`);
}
