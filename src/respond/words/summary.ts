import type { WeekNumbers } from '../../inventory/week-numbers.ts';
import { count, elapsed } from './count.ts';

/** Texts of the weekly summary. */
export const SUMMARY_WORDS = {
  title: (number: number, year: number, { opened, dead, overdue }: WeekNumbers) =>
    [
      `Rekey: week ${number} of ${year}: ${opened.toLocaleString('en-US')} found`,
      `${dead.toLocaleString('en-US')} dead`,
      ...(overdue > 0 ? [`${overdue.toLocaleString('en-US')} overdue`] : []),
    ].join(', '),
  rows: {
    opened: 'Leaked credentials found',
    dead: 'Proved dead',
    medianSeconds: 'From found to proved dead (median)',
    overdue: 'Overdue at the end',
    waiting: 'Waiting for approval at the end',
    paused: 'Of these held back by a pause',
  },
  thisWeek: 'This week',
  weekBefore: 'The week before',
  owners: 'Owners with most open credentials',
  owner: (owner: string, open: number, overdue: number) =>
    `- ${owner}: ${count(open, 'open credential')}${overdue > 0 ? `, ${overdue.toLocaleString('en-US')} overdue` : ''}`,
  closes: 'The next summary closes this one; a week without anything to say has none.',
  median: (seconds: number) => (seconds < 60 ? `${seconds.toFixed(1)} s` : elapsed(seconds * 1000)),
  none: '–',
} as const;
