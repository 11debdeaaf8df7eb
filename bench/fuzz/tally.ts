/** An input that went wrong; what it was follows from the seed of the run and its number. */
export interface Failure {
  readonly kind: string;
  readonly index: number;
  readonly surface: string;
}

/** The slowest input of a surface. */
interface Slowest {
  /** Microseconds for each character. */
  readonly pace: number;
  readonly index: number;
  readonly characters: number;
}

/** What several inputs came to. Plain data, so that it can be sent from thread to thread. */
export interface Tally {
  readonly inputs: number;
  readonly characters: number;
  readonly findings: number;
  readonly failures: readonly Failure[];
  readonly slowest: ReadonlyMap<string, Slowest>;
}

export const NOTHING: Tally = { inputs: 0, characters: 0, findings: 0, failures: [], slowest: new Map() };

/** Shorter texts take no time that says anything about a character. */
const LONG_ENOUGH = 4096;

/** The tally of one input. */
export function tallyOf(
  index: number,
  { surface, content }: { readonly surface: string; readonly content: string },
  {
    mistakes,
    microseconds,
    findings,
  }: { readonly mistakes: readonly string[]; readonly microseconds: number; readonly findings: number },
): Tally {
  const characters = content.length;
  const pace = microseconds / characters;
  return {
    inputs: 1,
    characters,
    findings,
    failures: mistakes.map((kind) => ({ kind, index, surface })),
    slowest: characters < LONG_ENOUGH ? new Map() : new Map([[surface, { pace, index, characters }]]),
  };
}

/** Both together. */
export function add(a: Tally, b: Tally): Tally {
  const slowest = new Map(a.slowest);
  for (const [surface, one] of b.slowest)
    if (one.pace > (slowest.get(surface)?.pace ?? 0)) slowest.set(surface, one);
  return {
    inputs: a.inputs + b.inputs,
    characters: a.characters + b.characters,
    findings: a.findings + b.findings,
    failures: b.failures.length === 0 ? a.failures : [...a.failures, ...b.failures],
    slowest,
  };
}
