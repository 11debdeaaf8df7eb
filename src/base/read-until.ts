const DAY_MS = 86_400_000;
const DAY = /^(?<day>\d{4}-\d{2}-\d{2})\.?$/;

/** A day until which a risk is accepted. */
export interface Until {
  /** UTC, `YYYY-MM-DD`; the risk is accepted on it as well. */
  readonly day: string;
  /** The moment after its last. */
  readonly endsAt: Date;
}

/** Why a day is none until which a risk can be accepted. */
export type BadUntil = 'no-date' | 'bad-date' | 'past-date' | 'far-date';

const utcDay = (moment: Date) => moment.toISOString().slice(0, 10);

/** The same day of the next year; of 29 February the 28th. */
function inAYear(today: string): string {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  const last = new Date(Date.UTC(year + 1, month, 0)).getUTCDate();
  return utcDay(new Date(Date.UTC(year + 1, month - 1, Math.min(day, last))));
}

/** Reads a day as a person wrote it: from today on, for a year at most. */
export function readUntil(text: string | undefined, now: Date): Until | BadUntil {
  if (text === undefined) return 'no-date';
  const day = DAY.exec(text)?.groups?.['day'];
  const start = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  // 30 February is parsed by some as a day of March.
  if (day === undefined || Number.isNaN(start) || utcDay(new Date(start)) !== day) return 'bad-date';
  const today = utcDay(now);
  if (day < today) return 'past-date';
  if (day > inAYear(today)) return 'far-date';
  return { day, endsAt: new Date(start + DAY_MS) };
}
