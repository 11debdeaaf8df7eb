import type { Octokit } from './types.ts';

/**
 * Where git finds the wiki of a repository: it is a repository of its own beside it, on the server whose REST API is at
 * `https://api.github.com` or `https://HOST/api/v3`.
 */
export function wikiUrl(
  octokit: Octokit,
  { owner, name }: { readonly owner: string; readonly name: string },
): string {
  const api = new URL(octokit.request.endpoint.DEFAULTS.baseUrl);
  const origin = api.hostname === 'api.github.com' ? 'https://github.com' : api.origin;
  return `${origin}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}.wiki.git`;
}
