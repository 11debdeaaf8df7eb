import { setImmediate as breathe } from 'node:timers/promises';
import { detectVariable, redactKnownFormats } from '../../detect/index.ts';
import { placePath, placeVersion, type VariablePlace } from '../../github/place.ts';
import type { Observation } from '../../inventory/observation.ts';
import { createScrub } from '../../inventory/scrub.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Variable, VariableList } from '../../sources/variables/variable-lists.ts';
import { judgeFindings } from '../judge/judge-text.ts';
import type { KnownVariable } from './known-variables.ts';

/** As `recordFindings` stores a path. */
const scrub = createScrub([], redactKnownFormats);
/** Longer than a second, for clocks that do not agree. */
const FRESH_MS = 60_000;
/** Values longer than this let others have a turn after each. */
const LONG = 2000;

/** What a list of variables holds. */
export interface JudgedVariables {
  readonly seen: readonly (Observation & { readonly place: VariablePlace })[];
  /** Those that are new, or changed since, or were judged by other rules. */
  readonly judged: readonly (KnownVariable & HeldBefore)[];
  /** Those that are no longer there. */
  readonly gone: readonly ({ readonly path: string } & HeldBefore)[];
}

interface HeldBefore {
  /** A credential was found in it when it was judged last. */
  readonly held: boolean;
}

/** Names a list and is the beginning of the path of each of its variables. */
export function listPath({
  family,
  scope,
  environment,
}: Omit<VariableList, 'route' | 'parameters' | 'permission'>): string {
  return scrub([family, scope, environment].filter((part) => part !== undefined).join('/'));
}

/** The path of a variable as it is stored: people do name things after tokens. */
export function storedPath(place: VariablePlace): string {
  return scrub(placePath(place));
}

function observe(
  place: VariablePlace,
  value: string,
  policy: Policy,
  today: string,
): JudgedVariables['seen'] {
  const path = placePath(place);
  // Whatever a variable says, its place is in the scope of a policy about MCP: workflows and agents start servers with it.
  const judged = judgeFindings(detectVariable(place.name, value), { path, content: '' }, policy, today, true);
  return judged.map(({ finding, ...decision }) => ({
    ...decision,
    finding,
    commit: placeVersion(place),
    path,
    place,
    startLine: finding.span.startLine,
    endLine: finding.span.endLine,
    introduced: true,
    atHead: true,
  }));
}

/** GitHub tells seconds: what changed just now may change again within the same one, so it is not taken as known. */
function isFresh(updatedAt: string): boolean {
  return Date.now() - Date.parse(updatedAt) < FRESH_MS;
}

/**
 * Judges the variables of a list; those that did not change since they were judged by the same rules are left out.
 *
 * @param today UTC day, YYYY-MM-DD
 */
export async function judgeVariables(
  list: VariableList,
  variables: readonly Variable[],
  known: ReadonlyMap<string, KnownVariable & { readonly rules: string }>,
  by: { readonly policy: Policy; readonly rules: string; readonly today: string },
): Promise<JudgedVariables> {
  const { family, scope, environment } = list;
  const seen: JudgedVariables['seen'][number][] = [];
  const judged: JudgedVariables['judged'][number][] = [];
  const there = new Set<string>();
  for (const { name, value, updatedAt } of variables) {
    const place: VariablePlace = {
      kind: 'variable',
      family,
      scope,
      ...(environment === undefined ? {} : { environment }),
      name,
    };
    const path = storedPath(place);
    there.add(path);
    const before = known.get(path);
    if (before?.updatedAt === updatedAt && before.rules === by.rules) continue;
    const found = observe(place, value, by.policy, by.today);
    seen.push(...found);
    judged.push({
      path,
      updatedAt: found.length === 0 && isFresh(updatedAt) ? '' : updatedAt,
      holds: found.length > 0,
      held: before?.holds === true,
    });
    if (value.length > LONG) await breathe();
  }
  const gone = [...known.values()].filter(({ path }) => !there.has(path));
  return { seen, judged, gone: gone.map(({ path, holds }) => ({ path, held: holds })) };
}
