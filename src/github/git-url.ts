import type { Octokit } from './types.ts';

/** Where git finds a repository, on the server whose REST API is at `https://api.github.com` or `https://HOST/api/v3`. */
export function gitUrl(
  octokit: Octokit,
  { owner, name }: { readonly owner: string; readonly name: string },
): string {
  const api = new URL(octokit.request.endpoint.DEFAULTS.baseUrl);
  const origin = api.hostname === 'api.github.com' ? 'https://github.com' : api.origin;
  return `${origin}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}.git`;
}
