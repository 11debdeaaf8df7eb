import type { OpenOwner } from '../inventory/read-week.ts';
import type { Week } from '../inventory/week.ts';
import type { WeekNumbers } from '../inventory/week-numbers.ts';
import { closeText, stateMarker } from './issue-marker.ts';
import { code, row } from './markdown.ts';
import type { RenderedIssue } from './rendered.ts';
import { SUMMARY_WORDS } from './words/summary.ts';

/** All that the summary of a week says. */
export interface SummaryReport {
  readonly week: Pick<Week, 'name' | 'number' | 'year'>;
  readonly numbers: WeekNumbers;
  /** Numbers that nobody counted then are absent. */
  readonly before: Partial<WeekNumbers>;
  readonly owners: readonly OpenOwner[];
}

export interface SummaryOptions {
  readonly labels: readonly string[];
  /** The public can read the repository that the issue is written to. */
  readonly public: boolean;
}

type Key = keyof WeekNumbers;

const KEYS = [
  'opened',
  'dead',
  'medianSeconds',
  'overdue',
  'waiting',
  'paused',
] as const satisfies readonly Key[];

function shown(key: Key, value: number | null | undefined): string {
  if (value === null || value === undefined) return SUMMARY_WORDS.none;
  return key === 'medianSeconds' ? SUMMARY_WORDS.median(value) : value.toLocaleString('en-US');
}

const ownerLine = ({ owner, open, overdue }: OpenOwner): string =>
  SUMMARY_WORDS.owner(code(owner.replace(/^@/, ''), 80), open, overdue);

/** Whether a week is worth an issue. */
export function isWorthTelling({ opened, dead, overdue, waiting }: WeekNumbers): boolean {
  return opened + dead + overdue + waiting > 0;
}

/** By which the issue of a week is known again. @param week its name */
export const summaryMarker = (week: string): string =>
  `<!-- rekey:summary:${week.replace(/[^\w-]/g, '')} -->`;

/** The issue of a week: numbers beside those of the week before; names of owners only where the public cannot read them. */
export function renderSummary(report: SummaryReport, options: SummaryOptions): RenderedIssue {
  const { week, numbers, before, owners } = report;
  const { title, rows, thisWeek, weekBefore, owners: heading, closes } = SUMMARY_WORDS;
  const table = [
    row('', thisWeek, weekBefore),
    row('---', '---:', '---:'),
    ...KEYS.map((key) => row(rows[key], shown(key, numbers[key]), shown(key, before[key]))),
  ].join('\n');
  const named = options.public ? [] : owners;
  const body = closeText(
    [
      `${summaryMarker(week.name)}\n${stateMarker('neutral')}`,
      table,
      ...(named.length > 0 ? [`### ${heading}`, named.map(ownerLine).join('\n')] : []),
      closes,
    ].join('\n\n'),
  );
  return {
    title: title(week.number, week.year, numbers),
    body,
    labels: options.labels,
    closed: false,
    closeReason: 'completed',
    comment: '',
  };
}
