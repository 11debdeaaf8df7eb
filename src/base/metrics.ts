import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of this process; labels are states and event names, never anything from a repository. */
export interface Metrics {
  readonly registry: Registry;
  readonly webhooks: Counter<'event' | 'result'>;
  readonly jobs: Counter<'queue' | 'result'>;
  /** Jobs that could run now or run (`due`), and those whose time is yet to come (`later`). */
  readonly jobsWaiting: Gauge<'queue' | 'state'>;
  readonly incidents: Gauge<'state'>;
  readonly deadLetters: Gauge;
  /** Credentials that wait because the circuit breaker paused. */
  readonly breakerPaused: Gauge;
  /** Seconds from the stored detection to the proof of death. */
  readonly timeToDead: Histogram;
}

/** Makes an own registry, so that several servers in one process (tests) do not share counters. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    webhooks: new Counter({
      name: 'rekey_webhooks_total',
      help: 'Webhooks by event and result',
      labelNames: ['event', 'result'],
      registers,
    }),
    jobs: new Counter({
      name: 'rekey_jobs_total',
      help: 'Jobs by queue and result',
      labelNames: ['queue', 'result'],
      registers,
    }),
    jobsWaiting: new Gauge({
      name: 'rekey_jobs',
      help: 'Jobs by queue: due (could run now, or run) and later (their time is yet to come)',
      labelNames: ['queue', 'state'],
      registers,
    }),
    incidents: new Gauge({
      name: 'rekey_incidents',
      help: 'Incidents by state',
      labelNames: ['state'],
      registers,
    }),
    deadLetters: new Gauge({
      name: 'rekey_dead_letters',
      help: 'Jobs that failed on their last try',
      registers,
    }),
    breakerPaused: new Gauge({
      name: 'rekey_breaker_paused',
      help: 'Credentials whose revocation waits because the circuit breaker paused',
      registers,
    }),
    timeToDead: new Histogram({
      name: 'rekey_time_to_dead_seconds',
      help: 'Seconds from detection to the proof that the credential is dead',
      buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 600, 3600],
      registers,
    }),
  };
}
