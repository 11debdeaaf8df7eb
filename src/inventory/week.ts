const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** A week from Monday to Sunday in UTC, by ISO 8601. */
export interface Week {
  /** `2026-W48` */
  readonly name: string;
  readonly year: number;
  readonly number: number;
  readonly from: Date;
  /** The moment after its end. */
  readonly to: Date;
}

/** The week in which a moment is. */
export function weekOf(at: Date): Week {
  const day = Math.floor(at.getTime() / DAY_MS) * DAY_MS;
  const monday = day - ((new Date(day).getUTCDay() + 6) % 7) * DAY_MS;
  // A week belongs to the year of its Thursday, and the first one is that of 4 January.
  const year = new Date(monday + 3 * DAY_MS).getUTCFullYear();
  const fourth = Date.UTC(year, 0, 4);
  const first = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
  const number = Math.round((monday - first) / WEEK_MS) + 1;
  return {
    name: `${year}-W${String(number).padStart(2, '0')}`,
    year,
    number,
    from: new Date(monday),
    to: new Date(monday + WEEK_MS),
  };
}

/** The week that ended last. */
export function weekBefore(at: Date): Week {
  return weekOf(new Date(at.getTime() - WEEK_MS));
}
