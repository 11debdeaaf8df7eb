import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { grafanaDashboard } from '../../scripts/write-grafana.ts';
import { problemsOf, registeredMetrics } from '../support/promql.ts';

const file = (name: string) => readFileSync(new URL(`../../docs/grafana/${name}`, import.meta.url), 'utf8');

const known = await registeredMetrics();

const Datasource = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('${DS_PROMETHEUS}') });
const Panel = z.object({
  id: z.number().int(),
  type: z.enum(['row', 'stat', 'timeseries']),
  title: z.string().min(1),
  datasource: Datasource.optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z
    .array(
      z.object({ refId: z.string(), datasource: Datasource, expr: z.string(), legendFormat: z.string() }),
    )
    .default([]),
});
/** What Grafana's import reads of a classic model. */
const Dashboard = z.object({
  __inputs: z.tuple([
    z.object({
      name: z.literal('DS_PROMETHEUS'),
      type: z.literal('datasource'),
      pluginId: z.literal('prometheus'),
    }),
  ]),
  __requires: z.array(z.object({ type: z.string(), id: z.string() })),
  id: z.null(),
  uid: z.string().max(40),
  title: z.string(),
  schemaVersion: z.literal(41),
  panels: z.array(Panel),
});

const Rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Rekey[A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});

describe('the Grafana dashboard', () => {
  const dashboard = Dashboard.parse(JSON.parse(file('rekey.json')));
  const queries = dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
  );

  it('is in the repository as its table says it; `node scripts/write-grafana.ts` writes it', async () => {
    expect(file('rekey.json')).toBe(await grafanaDashboard());
  });

  it('requires what it uses, and lays no panel over another', () => {
    const { panels, __requires } = dashboard;
    const used = new Set(panels.map(({ type }) => type).filter((type) => type !== 'row'));
    expect(new Set(__requires.filter(({ type }) => type === 'panel').map(({ id }) => id))).toEqual(used);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  it.each(queries)('asks in $title for what there is: $expr', ({ expr, legendFormat }) => {
    expect(problemsOf(expr, known)).toEqual([]);
    for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
      expect([...(/by \(([^)]*)\)/.exec(expr)?.[1]?.split(/, */) ?? []), 'instance']).toContain(label);
  });

  it('shows every metric of ours', () => {
    const shown = queries.map(({ expr }) => expr).join('\n');
    const ours = [...known.keys()].filter((name) => name.startsWith('rekey_'));
    // A limit is of use beside what is left of it only.
    expect(ours.filter((name) => !shown.includes(name))).toEqual(['rekey_github_quota_limit']);
  });
});

describe('the alerts', () => {
  const rules = Rules.parse(parse(file('alerts.yaml'))).groups.flatMap((group) => group.rules);

  it('are about what an operator must hear', () => {
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    for (const topic of ['DeliveryLag', 'JobsFailing', 'QuotaLow', 'IncidentOverdue', 'BreakerPaused'])
      expect(names).toContain(`Rekey${topic}`);
  });

  it.each(rules)('$alert asks for what there is', ({ expr }) => {
    expect(problemsOf(expr, known)).toEqual([]);
  });
});

describe('the check of expressions', () => {
  it.each([
    ['up', 'it asks for none of our metrics'],
    ['rekey_incident', 'there is no rekey_incident'],
    ['rate(rekey_incidents[5m])', 'rekey_incidents: a rate of a gauge'],
    ['rekey_incidents{owner="x"}', 'rekey_incidents has no owner'],
    ['sum by (owner) (rekey_incidents)', 'nothing has owner'],
    ['sum(rekey_jobs_total)', 'rekey_jobs_total: a counter without its rate'],
    ['rate(rekey_job_seconds[5m])', 'rekey_job_seconds: a histogram without _bucket, _sum or _count'],
    ['rate(rekey_jobs_total_bucket[5m])', 'there is no rekey_jobs_total_bucket'],
    [
      'histogram_quantile(0.5, sum by (queue) (rate(rekey_job_seconds_bucket[5m])))',
      'rekey_job_seconds_bucket: buckets outside of a quantile by le',
    ],
  ])('finds what is wrong with %s', (expr, problem) => {
    expect(problemsOf(expr, known)).toEqual([problem]);
  });
});
