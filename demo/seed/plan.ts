/** How large the organisation is, and where in time it stands. */
export interface Plan {
  /** Of the installation that it is; it must not be there yet. */
  readonly installationId: number;
  /** Name of the organisation on GitHub. */
  readonly owner: string;
  readonly repositories: number;
  readonly credentials: number;
  /** At least one for each credential. */
  readonly exposures: number;
  readonly months: number;
  /** The same seed gives the same organisation. */
  readonly seed: number;
  /** The end of the period. */
  readonly now: Date;
}

/** The organisation of the demo. */
export const DEMO: Omit<Plan, 'now'> = {
  installationId: 900_001,
  owner: 'northwind',
  repositories: 300,
  credentials: 2000,
  exposures: 7000,
  months: 12,
  seed: 20_261_125,
};
