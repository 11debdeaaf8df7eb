import type { ServerResponse } from 'node:http';
import type { Metrics } from '../base/metrics.ts';
import { countPaused } from '../inventory/pauses.ts';
import { countJobs } from '../jobs/queue/count-jobs.ts';
import { DEAD_LETTER } from '../jobs/queue/queues.ts';
import {
  countIncidents,
  MAX_INSTALLATIONS,
  readGauges,
  readQuotasLeft,
  type QuotaLeft,
} from '../inventory/gauges.ts';
import type { WebContext } from './request.ts';

/** Ids are labels only while they are few: each label of each is a series that is kept for weeks. */
function setQuotas(metrics: Metrics, quotas: readonly QuotaLeft[]): void {
  const { quotaRemaining, quotaLimit, quotaLowest } = metrics;
  const [lowest] = quotas;
  quotaLowest.set(lowest ? lowest.remaining / lowest.limit : 1);
  quotaRemaining.reset();
  quotaLimit.reset();
  if (quotas.length > MAX_INSTALLATIONS) return;
  for (const { installation, limit, remaining } of quotas) {
    quotaRemaining.set({ installation }, remaining);
    quotaLimit.set({ installation }, limit);
  }
}

async function read({ db, queue, metrics }: WebContext): Promise<void> {
  const [incidents, quotas, gauges, paused, dead] = await Promise.all([
    countIncidents(db),
    readQuotasLeft(db),
    readGauges(db),
    countPaused(db),
    queue.boss.getQueue(DEAD_LETTER),
    countJobs(queue, metrics),
  ]);
  metrics.incidents.reset();
  for (const { state, n } of incidents) metrics.incidents.set({ state }, n);
  setQuotas(metrics, quotas);
  metrics.breakerPaused.set(paused);
  metrics.deadLetters.set(dead?.totalCount ?? 0);
  metrics.overdue.set(gauges?.overdue ?? 0);
  metrics.githubPaused.set(gauges?.paused ?? 0);
  metrics.auditUnsealed.set(gauges?.unsealed ?? 0);
  metrics.databaseBytes.set(gauges?.databaseBytes ?? 0);
  const lastWebhook = gauges?.lastWebhook ?? undefined;
  if (lastWebhook === undefined) metrics.lastWebhook.remove();
  else metrics.lastWebhook.set(lastWebhook);
}

/** Sends the metrics in Prometheus' text form; what the database knows is read for each request. */
export async function sendMetrics(context: WebContext, response: ServerResponse): Promise<void> {
  await read(context);
  const { registry } = context.metrics;
  response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
}
