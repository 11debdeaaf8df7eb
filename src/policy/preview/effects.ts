import { globMatcher } from '../ignore-glob.ts';
import { revokeModeFor } from '../merge-revoke.ts';
import type { Policy, RevokeMode } from '../policy.ts';

/** A credential that is neither proved dead nor dismissed, with the places that the inventory knows. */
export interface OpenIncident {
  /** It is left alive because of policy: a person is waited for, or nobody revokes. */
  readonly held: boolean;
  readonly environment?: string;
  readonly places: readonly { readonly repositoryId: number; readonly path: string }[];
}

/** The policy of one repository as it is and as it would be. */
export interface PolicyPair {
  readonly before: Policy;
  readonly after: Policy;
}

/** How many open incidents a change of policy concerns. */
export interface Effects {
  /** They count today, and would no longer when they are seen again. */
  readonly ignored: number;
  /** Today's rules hide them, and no rule would. */
  readonly counted: number;
  /** They wait today, and would be revoked when they are seen again. */
  readonly released: number;
  /** Nobody revokes them today, and a person would be asked. */
  readonly asked: number;
}

const CAUTION: readonly RevokeMode[] = ['never', 'ask', 'auto'];

function reaction(policy: Policy, environment: string | undefined): RevokeMode {
  return policy.mode === 'enforce' ? revokeModeFor(policy.revoke, environment) : 'never';
}

/** Of several repositories the one where policy allows least, as when findings are recorded. */
function mostCautious(policies: readonly Policy[], environment: string | undefined): RevokeMode {
  const modes = policies.map((policy) => CAUTION.indexOf(reaction(policy, environment)));
  return CAUTION[Math.min(...modes)] ?? 'never';
}

type Covers = (place: OpenIncident['places'][number]) => boolean;

/** Whether a rule that holds on a day covers a place; a repository whose policy is not known ignores nothing. */
function coversOf(policies: ReadonlyMap<number, Policy>, today: string): Covers {
  const matchers = new Map(
    [...policies].map(([id, { ignore }]) => [
      id,
      ignore.filter(({ until }) => today <= until).map(({ path }) => globMatcher(path)),
    ]),
  );
  return ({ repositoryId, path }) => matchers.get(repositoryId)?.some((covers) => covers(path)) ?? false;
}

/**
 * Counts what a change means for incidents that are open. Pure.
 *
 * @param pairs by the id of the repository; what stands in others stays as it is
 * @param today UTC day, YYYY-MM-DD
 * @param options.blind ignore rules count for nothing, so that no number tells what a path hides: where some who read it
 *   may not see all of the places
 */
export function countEffects(
  incidents: readonly OpenIncident[],
  pairs: ReadonlyMap<number, PolicyPair>,
  today: string,
  options: { readonly blind?: boolean } = {},
): Effects {
  const sides = (['before', 'after'] as const).map((side) => {
    const policies = new Map([...pairs].map(([id, pair]) => [id, pair[side]]));
    const covers = coversOf(policies, today);
    return {
      hides: ({ places }: OpenIncident) =>
        options.blind !== true && places.length > 0 && places.every(covers),
      mode: ({ places, environment }: OpenIncident) =>
        mostCautious(
          [...new Set(places.map(({ repositoryId }) => policies.get(repositoryId)))].filter(
            (policy) => policy !== undefined,
          ),
          environment,
        ),
    };
  });
  const [before, after] = sides;
  const counts = { ignored: 0, counted: 0, released: 0, asked: 0 };
  if (!before || !after) return counts;
  for (const incident of incidents) {
    const [was, is] = [before.hides(incident), after.hides(incident)];
    if (was !== is) counts[is ? 'ignored' : 'counted'] += 1;
    if (is || !incident.held) continue;
    const [from, to] = [before.mode(incident), after.mode(incident)];
    if (to === 'auto' && from !== 'auto') counts.released += 1;
    if (to === 'ask' && from === 'never') counts.asked += 1;
  }
  return counts;
}
