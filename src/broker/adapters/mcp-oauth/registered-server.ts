import type { Trust, TrustedServer } from '../../broker.ts';
import { CLOCK_SKEW_MS } from './mcp-parts.ts';
import type { TokenClaims } from './read-claims.ts';

/** The server's URL when its origin is a registered one, without the parts that text could smuggle something in. */
export function registeredUrl(serverUrl: string | undefined, trust: Trust): string | undefined {
  const url = serverUrl === undefined ? null : URL.parse(serverUrl);
  if (!url || !trust.servers.some((registered) => URL.parse(registered.url)?.origin === url.origin))
    return undefined;
  return `${url.origin}${url.pathname}`;
}

/**
 * Whether a refusal by this server alone shows that a token is dead: it is meant for this server and nobody else, is
 * already valid, and needs no key beside it. What is refused only for now, or only from us, may live.
 *
 * @param now milliseconds since the epoch
 */
export function isOwnServer(claims: TokenClaims, serverUrl: string | undefined, now: number): boolean {
  return isAudience(claims.audience, serverUrl) && claims.isBound !== true && !isEarly(claims, now);
}

/** Whether it is not valid yet, by some clock. */
export function isEarly({ notBefore }: TokenClaims, now: number): boolean {
  return notBefore !== undefined && notBefore + CLOCK_SKEW_MS > now;
}

/** Whether a token's audience (RFC 8707, RFC 9068) is this server and nobody else. */
function isAudience(audience: readonly string[] | undefined, serverUrl: string | undefined): boolean {
  const [only, ...others] = audience ?? [];
  const [own, server] = [only, serverUrl].map((url) => (url === undefined ? null : URL.parse(url)));
  if (!own || !server || others.length > 0) return false;
  return own.origin === server.origin && folder(own) === folder(server);
}

/** The path with one slash at its end, so that `/bill` does not cover `/billing`. */
const folder = ({ pathname }: URL): string => (pathname.endsWith('/') ? pathname : `${pathname}/`);

/**
 * What the policy lets be asked of the server at an address: the word of the registered server whose path covers it
 * most closely. Another server of the same origin says nothing about it.
 */
export function consentFor(
  serverUrl: string | undefined,
  trust: Trust,
): Pick<TrustedServer, 'describeTools' | 'watchStreams'> {
  const url = serverUrl === undefined ? null : URL.parse(serverUrl);
  if (!url) return {};
  const covering = trust.servers.flatMap((server) => {
    const own = URL.parse(server.url);
    const isOver = own?.origin === url.origin && folder(url).startsWith(folder(own));
    return own && isOver ? [{ server, length: folder(own).length }] : [];
  });
  const [closest] = covering.toSorted((one, other) => other.length - one.length);
  return closest?.server ?? {};
}
