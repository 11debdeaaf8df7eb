import type { IncomingMessage } from 'node:http';

function hostOf(origin: string | undefined): string | undefined {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined;
}

/**
 * True when the browser says that a form was sent by a page of this server. Browsers tell `Sec-Fetch-Site` where the
 * address is https or this machine, and `Origin` with every form; what tells neither is no browser that we know.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function isOwnForm({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = hostOf(headers.origin);
  if (headers.origin !== undefined && origin === undefined) return false;
  const forwarded = headers['x-forwarded-host'];
  const isHere = origin !== undefined && (origin === headers.host || origin === forwarded);
  return origin === undefined ? site === 'same-origin' : isHere;
}
