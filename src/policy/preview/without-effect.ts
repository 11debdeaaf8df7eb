import { durationText } from '../deadlines.ts';
import { mergeRevoke } from '../merge-revoke.ts';
import { ORGANISATION_ONLY, unusedKeys } from '../merge-policies.ts';
import type { PolicyFile } from '../policy-file-schema.ts';
import type { Policy } from '../policy.ts';
import { SEVERITIES } from '../severity.ts';
import { policyKey } from './policy-key.ts';

/** Something that a repository's file says and that does not count. */
export interface WithoutEffect {
  /** As the file has it: `mode`, `revoke.production`, `issues.repository`. */
  readonly key: string;
  /** What counts in its place; absent where the key is the organisation's to say. */
  readonly holds?: string;
  /** It counts in the organisation's file only, also where there is none. */
  readonly organisationOnly?: true;
}

/** Words, such as `mode: observe`, over which the organisation's file has a stricter one. */
function overruledWords(own: PolicyFile, merged: Policy): readonly WithoutEffect[] {
  return Object.entries(own).flatMap(([key, value]): readonly WithoutEffect[] => {
    const holds: unknown = Object.getOwnPropertyDescriptor(merged, policyKey(key))?.value;
    return typeof value === 'string' && typeof holds === 'string' && holds !== value ? [{ key, holds }] : [];
  });
}

function overruledModes(organisation: PolicyFile | undefined, own: PolicyFile): readonly WithoutEffect[] {
  const merged = mergeRevoke(organisation?.revoke, own.revoke);
  return Object.entries(own.revoke ?? {}).flatMap(([environment, mode]) => {
    const holds = merged[environment];
    return holds === undefined || holds === mode ? [] : [{ key: `revoke.${environment}`, holds }];
  });
}

function overruledDeadlines(own: PolicyFile, merged: Policy): readonly WithoutEffect[] {
  return SEVERITIES.flatMap((severity) => {
    const [said, holds] = [own.deadlines?.[severity], merged.deadlines?.[severity]];
    if (said === undefined || holds === undefined || said === holds) return [];
    return [{ key: `deadlines.${severity}`, holds: durationText(holds) }];
  });
}

/** All that a repository's file says in vain, because the organisation's is stricter or alone may say it. Pure. */
export function withoutEffect(
  organisation: PolicyFile | undefined,
  own: PolicyFile | undefined,
  merged: Policy,
): readonly WithoutEffect[] {
  if (!own) return [];
  return [
    ...overruledWords(own, merged),
    ...overruledModes(organisation, own),
    ...overruledDeadlines(own, merged),
    ...unusedKeys(organisation, own).map((key) =>
      ORGANISATION_ONLY.has(key) ? ({ key, organisationOnly: true } as const) : { key },
    ),
  ];
}
