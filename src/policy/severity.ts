/** How much harm a leaked credential can do, the worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

export type Severity = (typeof SEVERITIES)[number];

/**
 * What counts for the severity of a leaked credential, with its points.
 *
 * - `public`: a place of it can be read by anybody.
 * - `live`: it was seen to live.
 * - `production`: it is for production.
 * - `destructive`: it may write, delete or administer.
 * - `atHead`: a place of it still stands in the present version of a branch.
 * - `exact`: it has a format that cannot be mistaken.
 */
const POINTS = [
  ['public', 5],
  ['live', 3],
  ['production', 2],
  ['destructive', 2],
  ['atHead', 2],
  ['exact', 1],
] as const;

export type SeverityFact = (typeof POINTS)[number][0];

/** What is known of a credential; what nobody knows is false. */
export type SeverityFacts = Readonly<Record<SeverityFact, boolean>>;

/** So many points make a severity; fewer than the last make the lowest. */
const FROM: readonly (readonly [points: number, severity: Severity])[] = [
  [8, 'critical'],
  [5, 'high'],
  [2, 'medium'],
];

/** The severity of a leaked credential. Pure: the same facts give the same word; docs/policy.md has the table. */
export function severityOf(facts: SeverityFacts): Severity {
  const points = POINTS.reduce((sum, [fact, worth]) => sum + (facts[fact] ? worth : 0), 0);
  return FROM.find(([least]) => points >= least)?.[1] ?? 'low';
}

/** The facts that hold, those with most points first, so that people see why. */
export function reasonsOf(facts: SeverityFacts): readonly SeverityFact[] {
  return POINTS.flatMap(([fact]) => (facts[fact] ? [fact] : []));
}
