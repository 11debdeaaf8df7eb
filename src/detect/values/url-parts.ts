import { slice, type Written } from '../text/written.ts';

/** A URL cut into its parts, each with its place. Nothing is decoded or normalised. */
export interface UrlParts {
  /** Lower case, without the colon. */
  readonly scheme: string;
  readonly user?: Written;
  readonly password?: Written;
  /** Lower case, without the port. */
  readonly host: string;
  /** Scheme, host and port, as `https://mcp.acme.dev:8443`. */
  readonly origin: string;
  /** From the first `/`, without query and fragment; may be empty. */
  readonly path: Written;
  readonly query: readonly { readonly name: string; readonly value: Written }[];
}

const START = /^([a-z][a-z\d+.-]{0,30}:)?([a-z][a-z\d+.-]{0,30}):\/\//i;
const HOST = /^(\[[\da-f:.]+\]|[^:]*)(?::\d*)?$/i;

/** Of these, a `/` or `#` before the last `@` is a character of the password that someone forgot to encode. */
const isWeb = (scheme: string) => /^(?:https?|wss?|git\+https?)$/.test(scheme);

/** What can stand behind the `@`: a host, perhaps a port, and then the path. */
const HOST_FOLLOWS = /^[\w.[\]-]{1,255}(?::\d{1,5})?(?:[/?#,]|$)/;

/** Where user and password end: the `@`, or -1. */
function userEnd(rest: string, scheme: string): number {
  const at = rest.slice(0, /[/?#]/.exec(rest)?.index).lastIndexOf('@');
  // `host:5432/db?mail=a@b`: what follows the colon is a port, not a password.
  if (isWeb(scheme) || !/^[^:@/?#]*:(?!\d{1,5}(?:[/?#,]|$))/.test(rest)) return at;
  const later = rest.slice(0, /[?\s"']/.exec(rest)?.index).lastIndexOf('@');
  return later > at && HOST_FOLLOWS.test(rest.slice(later + 1)) ? later : at;
}

function readQuery(written: Written): UrlParts['query'] {
  const parameters: { name: string; value: Written }[] = [];
  let start = 0;
  for (const piece of written.value.split('&')) {
    const equals = piece.indexOf('=');
    const end = start + piece.length;
    if (equals > 0)
      parameters.push({ name: piece.slice(0, equals), value: slice(written, start + equals + 1, end) });
    start = end + 1;
  }
  return parameters;
}

/** Cuts a URL into parts; undefined when the value does not begin with a scheme and `://`. */
export function readUrlParts(written: Written): UrlParts | undefined {
  const begin = START.exec(written.value);
  const scheme = begin?.[2]?.toLowerCase();
  if (!begin || scheme === undefined) return undefined;
  const rest = written.value.slice(begin[0].length);
  const base = begin[0].length;
  const at = userEnd(rest, scheme);
  const afterUser = rest.slice(at + 1);
  const hostEnd = base + at + 1 + (/[/?#]/.exec(afterUser)?.index ?? afterUser.length);
  const hostAndPort = written.value.slice(base + at + 1, hostEnd);
  const host = (HOST.exec(hostAndPort)?.[1] ?? hostAndPort).toLowerCase();
  const tail = written.value.slice(hostEnd);
  const hash = tail.indexOf('#');
  const end = hash === -1 ? written.value.length : hostEnd + hash;
  const mark = written.value.slice(0, end).indexOf('?', hostEnd);
  const pathEnd = mark === -1 ? end : mark;
  const colon = rest.slice(0, Math.max(0, at)).indexOf(':');
  const user = at === -1 ? undefined : slice(written, base, base + (colon === -1 ? at : colon));
  const password = colon === -1 ? undefined : slice(written, base + colon + 1, base + at);
  return {
    scheme,
    host,
    origin: `${scheme}://${hostAndPort.toLowerCase()}`,
    path: slice(written, hostEnd, pathEnd),
    query: mark === -1 ? [] : readQuery(slice(written, mark + 1, end)),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
}
