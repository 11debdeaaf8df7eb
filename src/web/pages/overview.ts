import { listIncidents, IncidentFilter } from '../../views/incidents.ts';
import { readOverview, type OverviewDay } from '../../views/overview.ts';
import { lineChart, type Point } from '../chart.ts';
import { gapsSection } from '../gaps-section.ts';
import { html, type Html } from '../html.ts';
import { incidentTable } from '../incident-rows.ts';
import { page } from '../page.ts';
import { duration, number } from '../parts.ts';
import { pausedLine } from '../pauses-section.ts';
import type { PageRequest } from '../request.ts';

const PERIODS = [30, 90, 365] as const;
const DEFAULT_DAYS = 90;
const DAY_MS = 86_400_000;
const NEWEST = 25;
/** More days than this are drawn week by week. */
const MAX_POINTS = 100;
const WEEK = 7;

/** Some days as one point. */
interface Span {
  readonly label: string;
  readonly days: readonly OverviewDay[];
}

function spansOf(days: readonly OverviewDay[]): readonly Span[] {
  const size = days.length > MAX_POINTS ? WEEK : 1;
  const starts = Array.from({ length: Math.ceil(days.length / size) }, (_, at) => at * size);
  return starts.map((start) => ({
    label: days[start]?.day ?? '',
    days: days.slice(start, start + size),
  }));
}

/** Of several days the median of their medians, each counted as often as something died on it. */
function medianOf({ days }: Span): number | null {
  const all = days
    .flatMap(({ medianSeconds, dead }) =>
      medianSeconds === null ? [] : Array<number>(dead).fill(medianSeconds),
    )
    .sort((one, other) => one - other);
  return all[Math.floor((all.length - 1) / 2)] ?? null;
}

const sum = (days: readonly OverviewDay[], key: 'opened' | 'dead'): number =>
  days.reduce((total, one) => total + one[key], 0);

function charts(days: readonly OverviewDay[], period: number): Html {
  const spans = spansOf(days);
  const each = days.length > MAX_POINTS ? 'Week from' : 'Day';
  const points = (value: (span: Span) => number | null): readonly Point[] =>
    spans.map((span) => ({ label: span.label, value: value(span) }));
  const whole = { label: '', days };
  const last = days.at(-1)?.open ?? 0;
  const first = days[0]?.open ?? 0;
  return html`<div class="grid">
    ${lineChart({
      id: 'open-incidents',
      title: 'Open incidents',
      summary: `In ${period} days from ${number(first)} to ${number(last)} open; ${number(sum(days, 'opened'))} were found and ${number(sum(days, 'dead'))} proved dead.`,
      points: points(({ days: some }) => some.at(-1)?.open ?? null),
      show: number,
      heads: [each, 'Open at its end'],
    })}
    ${lineChart({
      id: 'time-to-dead',
      title: 'Time from found to proved dead',
      summary: `Half of those that died in ${period} days were dead within ${duration(medianOf(whole))}.`,
      isLength: true,
      points: points(medianOf),
      show: duration,
      heads: [each, 'Median'],
    })}
  </div>`;
}

/** The state of everything at a glance. */
export async function overviewPage({ context, session, query }: PageRequest): Promise<Html> {
  const { db } = context;
  const { viewer } = session;
  const period = PERIODS.find((days) => String(days) === query['days']) ?? DEFAULT_DAYS;
  const now = new Date();
  const since = new Date(now.getTime() - (period - 1) * DAY_MS);
  const [overview, newest, paused, gaps] = await Promise.all([
    readOverview(db, viewer, since, now),
    listIncidents(db, viewer, IncidentFilter.parse({}), NEWEST),
    pausedLine(db, viewer),
    gapsSection(db, viewer),
  ]);
  const { found, dead, open, waiting, overdue, days } = overview;
  return page(
    'Overview',
    html`<h1>Leaked MCP credentials</h1>
      ${paused}
      <ul class="numbers">
        <li><b>${number(found)}</b> found</li>
        <li class="good"><b>${number(dead)}</b> proved dead</li>
        <li class="${open > 0 ? 'bad' : ''}">
          <b>${number(open)}</b> <a href="/incidents?state=open">open</a>
        </li>
        <li><b>${number(waiting)}</b> <a href="/incidents?state=waiting">wait for approval</a></li>
        <li class="${overdue > 0 ? 'bad' : ''}"><b>${number(overdue)}</b> overdue</li>
      </ul>
      <p class="screen">
        Period:
        ${PERIODS.map(
          (days_) =>
            html`<a href="/?days=${days_}" ${days_ === period ? html`aria-current="true"` : ''}
              >${days_} days</a
            > `,
        )}
      </p>
      ${charts(days, period)}
      <section class="card">
        <h2>Newest incidents</h2>
        ${incidentTable('Newest first', newest.rows, 'Nothing has leaked so far.')}
        ${newest.next === undefined ? '' : html`<p class="more"><a href="/incidents">All incidents</a></p>`}
      </section>
      ${gaps}`,
    { at: '/', session },
  );
}
