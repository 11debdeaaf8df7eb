import type { Policy } from './policy.ts';
import { SEVERITIES, type Severity } from './severity.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Seconds until each severity is overdue, where policy says nothing. */
const DEFAULT_DEADLINES: Readonly<Record<Severity, number>> = {
  critical: HOUR,
  high: DAY,
  medium: 7 * DAY,
  low: 30 * DAY,
};

/** Seconds that a policy sets; what it leaves out has a default. */
export type Deadlines = { readonly [S in Severity]?: number | undefined };

/** After so many seconds of waiting for a person a credential of this severity is overdue. */
export function deadlineFor(policy: Pick<Policy, 'deadlines'>, severity: Severity): number {
  return policy.deadlines?.[severity] ?? DEFAULT_DEADLINES[severity];
}

/** Of both files, for every severity the shorter time; undefined where neither says anything. */
export function mergeDeadlines(
  organisation: Deadlines | undefined,
  repository: Deadlines | undefined,
): Deadlines | undefined {
  const said = SEVERITIES.flatMap((severity) => {
    const times = [organisation?.[severity], repository?.[severity]].filter((time) => time !== undefined);
    return times.length > 0 ? [[severity, Math.min(...times)] as const] : [];
  });
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

const UNITS = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [60, 'm'],
] as const;

/** Seconds as a policy file writes them: `1h`, `7d`. */
export function durationText(seconds: number): string {
  const [unit, letter] = UNITS.find(([length]) => seconds % length === 0) ?? [60, 'm'];
  return `${Math.round(seconds / unit)}${letter}`;
}
