/** Seconds of processor time that a call takes: the cores may be shared with others. */
export function processorSeconds(call: () => void): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Seconds on the clock that a call takes. */
export function seconds(call: () => void): number {
  const start = performance.now();
  call();
  return (performance.now() - start) / 1000;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/**
 * The median of what each call says it took. All are called in turn, so that what else the machine does falls on all;
 * the first turn does not count.
 */
export function compare<Name extends string>(
  calls: Readonly<Record<Name, () => number>>,
  turns: number,
): Readonly<Record<Name, number>> {
  const entries = Object.entries<() => number>(calls) as [Name, () => number][];
  const taken = Array.from({ length: turns + 1 }, () => entries.map(([, call]) => call())).slice(1);
  return Object.fromEntries(
    entries.map(([name], index) => [name, median(taken.map((turn) => turn[index] ?? Number.NaN))]),
  ) as Record<Name, number>;
}

/**
 * How many times longer twice the text takes. Of each the quickest of several turns: what disturbs only makes slower.
 */
export function growth(once: () => void, twice: () => void, turns = 9): number {
  const taken = Array.from(
    { length: turns },
    () => [processorSeconds(once), processorSeconds(twice)] as const,
  );
  return Math.min(...taken.map(([, two]) => two)) / Math.min(...taken.map(([one]) => one));
}
