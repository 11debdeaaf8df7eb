import { isDeepStrictEqual } from 'node:util';
import type { Policy } from './policy.ts';

/** What the policy file calls a setting, where that is not our name for it. */
const FILE_NAMES: Readonly<Record<string, string>> = { dryRun: 'dry_run' };

/**
 * The names of the settings in which two policies differ, as the policy file has them, in the order of the alphabet.
 * Names only: what stands in a file may be anything. Both come from the database, or are as they would come from it. Pure.
 */
export function changedSettings(before: Policy, after: Policy): readonly string[] {
  const one = new Map<string, unknown>(Object.entries(before));
  const other = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((name) => !isDeepStrictEqual(one.get(name), other.get(name)))
    .map((name) => FILE_NAMES[name] ?? name)
    .toSorted();
}
