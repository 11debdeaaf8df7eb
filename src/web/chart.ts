import { html, type Html } from './html.ts';

/** A value of a day or week; null where there is none. */
export interface Point {
  readonly label: string;
  readonly value: number | null;
}

/** What a chart shows. */
export interface ChartOf {
  /** Names it on the page: unique, letters only. */
  readonly id: string;
  readonly title: string;
  /** The same in a sentence, for those who do not see it. */
  readonly summary: string;
  readonly points: readonly Point[];
  /** The values are seconds, and some are many times others. */
  readonly isLength?: true;
  /** How a value is written. */
  readonly show: (value: number) => string;
  readonly heads: readonly [label: string, value: string];
}

const WIDTH = 600;
const HEIGHT = 220;
const LEFT = 52;
const RIGHT = 8;
const TOP = 12;
const BOTTOM = 26;

/** How high a value stands, between 0 and 1, and what is written beside the lines. */
interface Scale {
  readonly marks: readonly number[];
  readonly heightOf: (value: number) => number;
}

/** The next number of which people read the half as well. */
function niceTop(value: number): number {
  if (value <= 2) return 2;
  const unit = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 3, 4, 6, 8].find((step) => value <= step * unit) ?? 10) * unit;
}

function even(most: number): Scale {
  const top = niceTop(most);
  return { marks: [0, top / 2, top], heightOf: (value) => value / top };
}

/** Seconds of which each is many times the one before: from a second to a month. */
const LENGTHS = [1, 60, 3600, 86_400, 2_592_000] as const;

/** For lengths of time: what took a second and what took a day can both be read. */
function byLength(most: number): Scale {
  const last = LENGTHS.findIndex((length) => length >= most);
  const marks = LENGTHS.slice(0, last < 1 ? LENGTHS.length : last + 1);
  const top = Math.log10(marks.at(-1) ?? 60);
  return { marks, heightOf: (value) => Math.min(1, Math.log10(Math.max(1, value)) / top) };
}

const x = (at: number, count: number): number =>
  LEFT + (count < 2 ? 0 : (at * (WIDTH - LEFT - RIGHT)) / (count - 1));
const y = (value: number, { heightOf }: Scale): number =>
  TOP + (HEIGHT - TOP - BOTTOM) * (1 - heightOf(value));

/** The line in pieces: it breaks where there is no value. */
function pathOf(points: readonly Point[], scale: Scale): string {
  let isDown = false;
  return points
    .map(({ value }, at) => {
      const move = isDown ? 'L' : 'M';
      isDown = value !== null;
      return value === null ? '' : `${move}${x(at, points.length).toFixed(1)} ${y(value, scale).toFixed(1)}`;
    })
    .join('');
}

function drawing(chart: ChartOf): Html {
  const { id, title, summary, points, show } = chart;
  const known = points.flatMap(({ value }) => value ?? []);
  const most = Math.max(0, ...known);
  const scale = chart.isLength ? byLength(most) : even(most);
  const shown = [...new Set([0, Math.floor((points.length - 1) / 2), points.length - 1])];
  const isWhole = known.length === points.length && points.length > 1;
  const line = pathOf(points, scale);
  const bottom = y(0, scale);
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-summary">
    <title id="${id}-title">${title}</title>
    <desc id="${id}-summary">${summary}</desc>
    ${scale.marks.map(
      (mark) =>
        html`<line
            class="grid-line"
            x1="${LEFT}"
            x2="${WIDTH - RIGHT}"
            y1="${y(mark, scale)}"
            y2="${y(mark, scale)}"
          /><text x="${LEFT - 8}" y="${y(mark, scale) + 4}" text-anchor="end">${show(mark)}</text>`,
    )}
    ${isWhole ? html`<path class="area" d="${line}L${WIDTH - RIGHT} ${bottom}L${LEFT} ${bottom}Z" />` : ''}
    <path class="series" d="${line}" />
    ${points.map(({ label, value }, at) =>
      value === null || (isWhole && points.length > 70)
        ? ''
        : html`<circle
            class="dot"
            r="2.5"
            cx="${x(at, points.length).toFixed(1)}"
            cy="${y(value, scale).toFixed(1)}"
            ><title>${label}: ${show(value)}</title></circle
          >`,
    )}
    ${shown.map(
      (at) =>
        html`<text
          x="${x(at, points.length)}"
          y="${HEIGHT - 6}"
          text-anchor="${at === 0 ? 'start' : at === points.length - 1 ? 'end' : 'middle'}"
          >${points[at]?.label ?? ''}</text
        >`,
    )}
  </svg>`;
}

/** A line chart, and the same as a table for those who would rather read it. Works without scripts. */
export function lineChart(chart: ChartOf): Html {
  const { title, points, show, heads } = chart;
  return html`<section class="card">
    <h2>${title}</h2>
    ${points.length === 0 ? html`<p class="quiet">Nothing to draw yet.</p>` : drawing(chart)}
    <details>
      <summary>As a table<span class="vh">: ${title}</span></summary>
      <table>
        <thead>
          <tr>
            <th scope="col">${heads[0]}</th>
            <th scope="col" class="num">${heads[1]}</th>
          </tr>
        </thead>
        <tbody>
          ${points.map(
            ({ label, value }) =>
              html`<tr>
                <th scope="row">${label}</th>
                <td class="num">${value === null ? '–' : show(value)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </section>`;
}

/** A line without scale, to stand in a row of a table beside its numbers. */
export function spark(values: readonly number[], summary: string): Html | string {
  if (values.length < 2) return '–';
  const top = Math.max(1, ...values);
  const at = (value: number, index: number) =>
    `${((index * 140) / (values.length - 1) + 2).toFixed(1)},${(26 - (value / top) * 22).toFixed(1)}`;
  return html`<svg class="spark" viewBox="0 0 144 28" role="img" aria-label="${summary}">
    <polyline class="series" points="${values.map(at).join(' ')}" />
  </svg>`;
}
