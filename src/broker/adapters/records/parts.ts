import type { Probe, RequestTemplate, When } from '../record.ts';

/** A bearer (RFC 6750) of the leaked value. */
export const BEARER = { authorization: 'Bearer {token}' } as const;
/** A bearer of the operator's credential. */
export const ADMIN_BEARER = { authorization: 'Bearer {admin}' } as const;

/** UUID in lower case, the most common form of an id. */
export const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
/** An id of letters, digits, `_` and `-`, as it may stand in a path. */
export const ID = /^[\w-]{1,128}$/;

export const status = (...codes: number[]): When => ({ status: codes });

/**
 * The usual question: one request with the leaked value, 401 when it is dead.
 *
 * @param has what an answer to a living one holds
 */
export function askWith(
  headers: Readonly<Record<string, string>>,
  path: string,
  has: readonly string[],
  more: Partial<Pick<RequestTemplate, 'origin' | 'query'>> = {},
): Probe {
  return {
    by: 'token',
    request: { method: 'GET', path, headers, ...more },
    live: [{ status: [200], has }],
    dead: [status(401)],
  };
}
