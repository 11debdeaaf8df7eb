/** What a request does to the number of things that GitHub lets an App create. */
export interface ContentWrite {
  /** It makes something new; such a request leaves room for the changes that what exists will need. */
  readonly creates: boolean;
  /** It makes an issue: everyone who watches the repository hears of it. */
  readonly issue: boolean;
  /** People are notified, which GitHub limits by the hour as well. */
  readonly notifies: boolean;
}

/** Requests that write nothing people see: tokens, redeliveries, revocations, queries. */
const NO_CONTENT =
  /\/(?:access_tokens|attempts|rerequest|token)$|^\/credentials\/revoke$|^\/app(?:\/|$)|\/suspended$/;
const ISSUE = /\/issues$/;
const NOTIFIES = /\/(?:issues|comments|pulls|discussions|releases|reviews|security-advisories)(?:\/|$)/;
const WRITES = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Tells whether a request creates or changes content, which GitHub limits to 80 a minute and 500 an hour.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 *
 * @param url path or template of octokit, such as `/repos/{owner}/{repo}/issues`, with or without its host
 * @param query of a GraphQL request
 */
export function contentWrite(method: string, url: string, query?: unknown): ContentWrite | undefined {
  const path = url.replace(/^https?:\/\/[^/]+(?:\/api\/v3)?/, '').replace(/\?.*$/, '');
  if (!WRITES.has(method) || NO_CONTENT.test(path)) return undefined;
  if (path.endsWith('/graphql')) {
    const changes = typeof query === 'string' && /^\s*mutation\b/.test(query);
    return changes ? { creates: true, issue: false, notifies: true } : undefined;
  }
  const creates = method === 'POST';
  return { creates, issue: creates && ISSUE.test(path), notifies: NOTIFIES.test(path) };
}
