const DAY_MS = 86_400_000;

/** Whole days from one moment to another; 0 for one that is still to come. */
export function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / DAY_MS));
}

/** A length of time in one unit that people read at a glance: `45 minutes`, `6 hours`, `90 days`. */
export function lengthOf(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [name, size] = units.find(([, each]) => seconds >= each) ?? (['second', 1] as const);
  const count = Math.round(seconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and 3 more`: names in a sentence, cut where there are many. */
export function listOf(names: readonly string[], most = 3): string {
  const rest = names.length - most;
  const shown = rest > 0 ? [...names.slice(0, most), `${rest} more`] : names;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
