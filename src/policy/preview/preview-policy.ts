import { isDeepStrictEqual } from 'node:util';
import { policyFileSchema, type PolicyFile } from '../policy-file-schema.ts';
import type { Policy } from '../policy.ts';
import { countEffects, type Effects, type OpenIncident, type PolicyPair } from './effects.ts';
import { policyKey } from './policy-key.ts';
import { noteRules, type RuleNote } from './rule-notes.ts';
import { withoutEffect, type WithoutEffect } from './without-effect.ts';

/** The keys that a policy file may have, in the order of the schema. */
export const POLICY_FILE_KEYS: readonly string[] = Object.keys(policyFileSchema.shape);

/** What a policy file would change. */
export interface PolicyPreview extends PolicyPair {
  /** Keys of the file whose value in the merged policy differs, in the order of the schema. */
  readonly changed: readonly string[];
  readonly withoutEffect: readonly WithoutEffect[];
  readonly rules: readonly RuleNote[];
  /** Absent where nobody counted. */
  readonly effects?: Effects;
}

/** What a preview is made of besides the policies. */
export interface PreviewFacts {
  /** UTC day, YYYY-MM-DD. */
  readonly today: string;
  /** The file in question; absent where the change takes it away. */
  readonly file?: PolicyFile;
  /** Absent where the file in question is the organisation's, which nothing overrules. */
  readonly merged?: { readonly organisation: PolicyFile | undefined };
  /** Paths of all files of the commit, where they are known. */
  readonly paths?: readonly string[];
  /** Incidents that are open, and by the id of the repository what its policy is and would be. */
  readonly open?: {
    readonly incidents: readonly OpenIncident[];
    readonly pairs: ReadonlyMap<number, PolicyPair>;
    /** No number tells what a path hides. */
    readonly blind?: boolean;
  };
}

const valueOf = (policy: Policy, key: string): unknown =>
  Object.getOwnPropertyDescriptor(policy, policyKey(key))?.value;

/** What follows when one policy takes the place of another. Pure. */
export function previewPolicy(before: Policy, after: Policy, facts: PreviewFacts): PolicyPreview {
  const { today, file, merged, paths, open } = facts;
  return {
    before,
    after,
    changed: POLICY_FILE_KEYS.filter((key) => !isDeepStrictEqual(valueOf(before, key), valueOf(after, key))),
    withoutEffect: merged ? withoutEffect(merged.organisation, file, after) : [],
    rules: noteRules(file?.ignore ?? [], today, paths),
    ...(open ? { effects: countEffects(open.incidents, open.pairs, today, open) } : {}),
  };
}
