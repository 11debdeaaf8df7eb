import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { SECTIONS, type Panel } from './grafana/panels.ts';

/** Whoever imports the file is asked for it: https://grafana.com/docs/grafana/latest/dashboards/share-dashboards-panels/ */
const DATASOURCE = { type: 'prometheus', uid: '${DS_PROMETHEUS}' };
const INPUT = {
  name: 'DS_PROMETHEUS',
  label: 'Prometheus',
  description: 'The Prometheus that reads /metrics of Rekey',
  type: 'datasource',
  pluginId: 'prometheus',
  pluginName: 'Prometheus',
};
const REQUIRES = [
  { type: 'grafana', id: 'grafana', name: 'Grafana', version: '11.0.0' },
  { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
  { type: 'panel', id: 'stat', name: 'Stat', version: '' },
  { type: 'panel', id: 'timeseries', name: 'Time series', version: '' },
];
/** Of the classic model, which every Grafana from 11 on imports. */
const SCHEMA_VERSION = 41;

/** Grafana's grid is 24 wide. */
const GRID = 24;
const SIZES = { stat: { w: 4, h: 4 }, timeseries: { w: 8, h: 8 } } as const;

const step = (color: string, value: number | null) => ({ color, value });

function thresholds(bad: Panel['bad']) {
  if (bad === undefined) return { mode: 'absolute', steps: [step('text', null)] };
  return typeof bad === 'number'
    ? { mode: 'absolute', steps: [step('green', null), step('red', bad)] }
    : { mode: 'absolute', steps: [step('red', null), step('green', bad.under)] };
}

function toPanel(panel: Panel, id: number, gridPos: object) {
  const { title, kind, unit, queries, stacked = false, bad, about } = panel;
  const custom = stacked ? { custom: { stacking: { mode: 'normal', group: 'A' }, fillOpacity: 30 } } : {};
  return {
    id,
    type: kind,
    title,
    description: about,
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: { defaults: { unit, min: 0, thresholds: thresholds(bad), ...custom }, overrides: [] },
    options:
      kind === 'stat'
        ? { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, colorMode: 'value' }
        : {
            legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
            tooltip: { mode: 'multi' },
          },
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCodePoint('A'.codePointAt(0)! + index),
      datasource: DATASOURCE,
      expr,
      legendFormat,
    })),
  };
}

function panels(): readonly object[] {
  const made: object[] = [];
  let y = 0;
  for (const { title, panels: own } of SECTIONS) {
    made.push({
      id: made.length + 1,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: GRID, h: 1 },
    });
    y += 1;
    let x = 0;
    let height = 0;
    for (const panel of own) {
      const { w, h } = SIZES[panel.kind];
      if (x + w > GRID) [x, y] = [0, y + h];
      made.push(toPanel(panel, made.length + 1, { x, y, w, h }));
      x += w;
      height = h;
    }
    y += height;
  }
  return made;
}

/** The dashboard as it is kept in the repository. */
export function grafanaDashboard(): Promise<string> {
  const dashboard = {
    __inputs: [INPUT],
    __elements: {},
    __requires: REQUIRES,
    annotations: { list: [] },
    description:
      'Rekey: from the push of a credential to the proof of its death, and what stands in the way.',
    editable: true,
    graphTooltip: 1,
    id: null,
    links: [],
    panels: panels(),
    refresh: '30s',
    schemaVersion: SCHEMA_VERSION,
    tags: ['rekey'],
    templating: { list: [] },
    time: { from: 'now-24h', to: 'now' },
    timezone: 'browser',
    title: 'Rekey',
    uid: 'rekey',
    version: 1,
  };
  return format(JSON.stringify(dashboard), { parser: 'json', printWidth: 110 });
}

if (import.meta.main)
  writeFileSync(new URL('../docs/grafana/rekey.json', import.meta.url), await grafanaDashboard());
