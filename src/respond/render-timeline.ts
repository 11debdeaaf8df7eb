import type { TimelineEntry } from '../inventory/report.ts';
import { fitLines } from './fit.ts';
import { code, row } from './markdown.ts';
import { elapsed } from './words/count.ts';
import { eventName, TIMELINE_WORDS } from './words/events.ts';

/** The last entries matter most: they say how it stands. */
const MAX_ENTRIES = 50;

function utc(at: Date): string {
  return at.toISOString().replace('T', ' ').replace('Z', '');
}

/**
 * The section "timeline": UTC time, time since the credential was found, and what happened, oldest first.
 *
 * @param budget in UTF-16 code units
 */
export function renderTimeline(timeline: readonly TimelineEntry[], budget: number): readonly string[] {
  const ordered = timeline.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const start = ordered.find((entry) => entry.event === 'found') ?? ordered[0];
  if (start === undefined) return [];
  const rows = ordered.slice(-MAX_ENTRIES).map(({ at, event, http, person }) => {
    const answer = http === undefined ? '' : TIMELINE_WORDS.answered(http);
    const by = person === undefined ? '' : `: ${code(person.replace(/^@/, ''), 60)}`;
    return row(utc(at), elapsed(at.getTime() - start.at.getTime()), `${eventName(event)}${answer}${by}`);
  });
  const newestFirst = fitLines(rows.toReversed(), budget, ordered.length, (omitted) =>
    row(TIMELINE_WORDS.earlier(omitted), '', ''),
  );
  const head = [row(...TIMELINE_WORDS.columns), row('---', '---', '---')];
  return [TIMELINE_WORDS.heading, [...head, ...newestFirst.toReversed()].join('\n')];
}
