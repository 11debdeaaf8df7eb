/** `1 place`, `1,200 places`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? noun : plural}`;
}

const UNITS = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
] as const;

/** Time since an event: milliseconds while they matter, then seconds, then one rounded-down larger unit. */
export function elapsed(ms: number): string {
  if (ms < 10_000) return `${Math.round(ms).toLocaleString('en-US')} ms`;
  const unit = UNITS.find((candidate) => ms >= candidate.ms);
  if (unit === undefined) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / unit.ms)} ${unit.name}`;
}

/** What follows the names of a list that was cut. */
export const andMore = (omitted: number): string => ` and ${omitted.toLocaleString('en-US')} more`;

/** The last line of a list that was cut. */
export const moreLine = (omitted: number): string => `- …${andMore(omitted)}`;

/** The same with a noun. */
export const moreOf = (omitted: number, noun: string, plural?: string): string =>
  `- … and ${count(omitted, `more ${noun}`, plural === undefined ? undefined : `more ${plural}`)}`;
