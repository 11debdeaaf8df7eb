import type { Check } from './check.ts';
import { ISOLATION } from './checks/isolation.ts';
import { LEAKS } from './checks/leaks.ts';
import { LIFETIME } from './checks/lifetime.ts';
import { OWNERSHIP } from './checks/ownership.ts';
import { SERVERS } from './checks/servers.ts';
import { WORKFLOWS } from './checks/workflows.ts';
import type { SubjectKind } from './subject.ts';

/** Every check of the register. */
export const CHECKS: readonly Check[] = [
  ...LEAKS,
  ...LIFETIME,
  ...ISOLATION,
  ...OWNERSHIP,
  ...SERVERS,
  ...WORKFLOWS,
];

/** The checks that look at records of a kind. */
export function checksOf(kind: SubjectKind): readonly Check[] {
  return CHECKS.filter(({ subjects }) => subjects.includes(kind));
}
