import type { Finding } from '../detect/finding.ts';
import type { RegisteredServer } from './policy.ts';

function parse(url: string | undefined): URL | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
}

/** The path with one slash at its end, so that `/bill` does not cover `/billing`. */
function folder(url: URL): string {
  return url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
}

function covers(registered: RegisteredServer, url: URL): boolean {
  const own = parse(registered.url);
  return own !== undefined && own.origin === url.origin && folder(url).startsWith(folder(own));
}

/**
 * The registered server a finding belongs to: by URL (same origin, the longest path that covers it), else by name.
 * The name comes from the scanned text, so it decides nothing but the environment and the owner that is told.
 */
export function findServer(
  finding: Pick<Finding, 'server' | 'serverUrl'>,
  servers: readonly RegisteredServer[],
): RegisteredServer | undefined {
  const url = parse(finding.serverUrl);
  const byUrl = url ? servers.filter((server) => covers(server, url)) : [];
  const [closest] = byUrl.toSorted((a, b) => b.url.length - a.url.length);
  return closest ?? servers.find(({ name }) => name === finding.server);
}
