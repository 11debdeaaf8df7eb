import { DEFAULT_POLICY, type Policy, type RevokeMode } from './policy.ts';

type Modes = Readonly<Record<string, RevokeMode>>;

/** From the loosest: a living leaked credential is the risk, so killing it at once is the strictest. */
const ORDER: readonly RevokeMode[] = ['never', 'ask', 'auto'];

function atLeast(a: RevokeMode, b: RevokeMode): RevokeMode {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}

function atMost(a: RevokeMode, b: RevokeMode): RevokeMode {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? b : a;
}

/** The mode for an environment; `default` where it is not named. */
export function revokeModeFor(modes: Policy['revoke'], environment: string | undefined): RevokeMode {
  const named =
    environment !== undefined && Object.hasOwn(modes, environment) ? modes[environment] : undefined;
  return named ?? modes.default;
}

/**
 * What one file says for an environment. Its `default` covers the environments that it does not name, except that
 * production is never revoked without asking unless a file names it.
 */
function said(modes: Modes | undefined, environment: string): RevokeMode | undefined {
  if (!modes) return undefined;
  if (Object.hasOwn(modes, environment)) return modes[environment];
  const fallback = Object.hasOwn(modes, 'default') ? modes['default'] : undefined;
  const builtIn = DEFAULT_POLICY.revoke[environment];
  return fallback !== undefined && environment !== 'default' && builtIn !== undefined
    ? atMost(fallback, builtIn)
    : fallback;
}

/** Merges the revocation modes of both files, for every environment the stricter one. */
export function mergeRevoke(
  organisation: Modes | undefined,
  repository: Modes | undefined,
): Policy['revoke'] {
  const environments = new Set([
    ...Object.keys(DEFAULT_POLICY.revoke),
    ...Object.keys(organisation ?? {}),
    ...Object.keys(repository ?? {}),
  ]);
  const entries = [...environments].map((environment) => {
    const floor = said(organisation, environment);
    const own = said(repository, environment);
    const mode = floor && own ? atLeast(floor, own) : (floor ?? own);
    return [environment, mode ?? revokeModeFor(DEFAULT_POLICY.revoke, environment)] as const;
  });
  return { default: DEFAULT_POLICY.revoke.default, ...Object.fromEntries(entries) };
}
