import { createMetrics } from '../../src/base/metrics.ts';

/** A metric of the registry, as a query may use it. */
interface Known {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
}

/** Labels that Prometheus itself adds, and what Grafana and we write in place of numbers. */
const ADDED = ['instance', 'job'];
const SERIES = /\b((?:rekey|process|nodejs)_\w+)(\{[^}]*\})?(\[[^\]]+\])?/g;
const HISTOGRAM = /_(?:bucket|sum|count)$/;

/** Everything that `GET /metrics` shows, by its name. */
export async function registeredMetrics(): Promise<ReadonlyMap<string, Known>> {
  const { registry } = createMetrics();
  const types = await registry.getMetricsAsJSON();
  return new Map(
    registry.getMetricsAsArray().map((metric) => [
      metric.name,
      {
        type: String(types.find(({ name }) => name === metric.name)?.type) as Known['type'],
        labels: 'labelNames' in metric ? (metric.labelNames as readonly string[]) : [],
      },
    ]),
  );
}

/** What stands before a place in an expression: the innermost function that is open there. */
function functionAround(expr: string, at: number): string {
  let depth = 0;
  for (let index = at - 1; index >= 0; index -= 1) {
    if (expr[index] === ')') depth += 1;
    else if (expr[index] === '(' && depth > 0) depth -= 1;
    else if (expr[index] === '(') return /(\w+) *$/.exec(expr.slice(0, index))?.[1] ?? '';
  }
  return '';
}

/** Whether a series is used as its type wants it; undefined when it is, else what is wrong. */
function misuse(
  expr: string,
  at: number,
  { type, range }: { readonly type: Known['type']; readonly range: boolean },
  suffix: string,
): string | undefined {
  const around = functionAround(expr, at);
  if (type === 'gauge') return range ? 'a rate of a gauge' : undefined;
  if (!range || !['rate', 'increase'].includes(around)) return `a ${type} without its rate`;
  if (type === 'counter') return undefined;
  if (suffix === '') return 'a histogram without _bucket, _sum or _count';
  if (suffix !== '_bucket') return undefined;
  return /histogram_quantile\(0\.\d+, sum by \(le\b[^)]*\) \(rate\($/.test(expr.slice(0, at))
    ? undefined
    : 'buckets outside of a quantile by le';
}

/** Everything that is wrong with an expression; empty when it asks only for what there is, in the right way. */
export function problemsOf(expr: string, known: ReadonlyMap<string, Known>): readonly string[] {
  const series = [...expr.matchAll(SERIES)];
  if (series.length === 0) return ['it asks for none of our metrics'];
  const labels = new Set(ADDED);
  const wrong: string[] = [];
  for (const { 1: name = '', 2: selector = '', 3: range, index } of series) {
    const suffix = known.has(name) ? '' : (HISTOGRAM.exec(name)?.[0] ?? '');
    const metric = known.get(name.slice(0, name.length - suffix.length));
    if (!metric || (suffix !== '' && metric.type !== 'histogram')) {
      wrong.push(`there is no ${name}`);
      continue;
    }
    const own = [...metric.labels, ...(suffix === '_bucket' ? ['le'] : [])];
    own.forEach((label) => labels.add(label));
    for (const [, label = ''] of selector.matchAll(/(\w+) *(?:=|!)/g))
      if (!own.includes(label) && !ADDED.includes(label)) wrong.push(`${name} has no ${label}`);
    const problem = misuse(expr, index, { type: metric.type, range: range !== undefined }, suffix);
    if (problem !== undefined) wrong.push(`${name}: ${problem}`);
  }
  for (const [, list = ''] of expr.matchAll(/\bby \(([^)]*)\)/g))
    for (const label of list.split(',').map((one) => one.trim()))
      if (!labels.has(label)) wrong.push(`nothing has ${label}`);
  return wrong;
}
