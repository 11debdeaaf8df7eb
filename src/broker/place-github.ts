import type { Description, LeakedCredential, Outcome, RevokeOptions, Trust } from './broker.ts';

const GITHUB_ORIGIN = 'https://api.github.com';

/** Where GitHub's API is, for the engine of the records. */
export interface GitHubPlaces {
  /** Bases of the REST API by origin. */
  readonly bases: readonly (readonly [string, string])[];
  /** Origins of the organisation's own servers, which are asked before github.com. */
  readonly listed: readonly string[];
}

/**
 * Where GitHub's API is. A GitHub Enterprise is asked before github.com; one without https, on the operator's own
 * machine, stands in the place of github.com.
 *
 * @param apiUrl base of its REST API, without a slash at the end
 * @param origins further servers, from the operator's configuration
 */
export function placeGitHub(apiUrl: string, origins: readonly string[] = []): GitHubPlaces {
  const further = origins
    .filter((origin) => !isPublic(hostOf(origin) ?? ''))
    .map((origin): readonly [string, string] => [origin, restOf(origin)]);
  const url = URL.parse(apiUrl);
  const isOwn = url?.protocol === 'https:' && url.origin !== GITHUB_ORIGIN;
  const own: readonly [string, string] = [isOwn ? url.origin : GITHUB_ORIGIN, apiUrl];
  const listed = [...(isOwn ? [own[0]] : []), ...further.map(([origin]) => origin)];
  // The last counts: GITHUB_API_URL says the base itself.
  return { bases: [...further, own], listed: [...new Set(listed)] };
}

/** Data residency has its API at a host of its own; a server has it in a folder. */
function restOf(origin: string): string {
  const host = hostOf(origin) ?? '';
  if (!host.endsWith(RESIDENCY)) return `${origin}/api/v3`;
  return `https://api.${siteOf(host)}`;
}

const RESIDENCY = '.ghe.com';
const PUBLIC = ['github.com', 'githubcopilot.com', 'githubusercontent.com'];
/** How organisations name their GitHub. */
const NAMED = /(?:^|[-.])(?:github|ghes?)(?:[-.]|$)/;

const hostOf = (url: string): string | undefined => URL.parse(url)?.hostname;

/** All hosts of one tenant of ghe.com, such as its API and its MCP server, are one GitHub. */
function siteOf(host: string): string {
  return host.endsWith(RESIDENCY) ? host.split('.').slice(-3).join('.') : host;
}

function isPublic(host: string): boolean {
  return PUBLIC.some((name) => host === name || host.endsWith(`.${name}`));
}

/**
 * Whether a token may be of a GitHub that is not asked: one stands beside it, by whatever name, or policy registers a
 * server whose name is a GitHub's. Tokens of all of them have the same prefixes.
 *
 * @param listed origins that are asked beside github.com
 */
function isOfAnother({ serverUrl }: LeakedCredential, trust: Trust, listed: readonly string[]): boolean {
  const asked = new Set(listed.map((origin) => siteOf(hostOf(origin) ?? '')));
  const beside = serverUrl === undefined ? [] : [hostOf(serverUrl) ?? ''];
  const named = trust.servers.map(({ url }) => hostOf(url) ?? '').filter((host) => isGitHubs(host));
  return [...beside, ...named].some((host) => !isPublic(host) && !asked.has(siteOf(host)));
}

const isGitHubs = (host: string): boolean => host.endsWith(RESIDENCY) || NAMED.test(host);

/**
 * Leaves a GitHub token to a person that all refuse who were asked, where it may be another GitHub's.
 *
 * @param seen how earlier tries saw it alive
 */
export function doubtDeath(
  outcome: Outcome,
  credential: LeakedCredential,
  trust: Trust,
  { listed, seen = [] }: Pick<GitHubPlaces, 'listed'> & Pick<RevokeOptions, 'seen'>,
): Outcome {
  const isDead = outcome.state === 'already_inactive' || outcome.state === 'revoked_verified';
  const wasSeen = seen.length > 0 || outcome.evidence.some(({ event }) => event === 'probe_live');
  if (!isDead || wasSeen || !isOfAnother(credential, trust, listed)) return outcome;
  return { ...outcome, state: 'manual_required', explanation: ANOTHER };
}

const ANOTHER =
  'Every GitHub that may be asked refuses the token, but another server stands beside it or in the policy, and tokens of a GitHub Enterprise look the same: look there whether it lives, or have the operator of Rekey list that server (BROKER_ORIGINS: github=https://HOST).';

/** The same for what only tells whether it lives. */
export function doubtRefusal(
  description: Description,
  credential: LeakedCredential,
  trust: Trust,
  listed: readonly string[],
): Description {
  if (description.active !== false || !isOfAnother(credential, trust, listed)) return description;
  return { ...description, active: null, refused: true };
}
