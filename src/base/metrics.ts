import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Bounds in seconds: of an answer, and of what people wait for. */
const ANSWER = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const WAIT = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 600, 3600];

/** Why a webhook is not taken, as its error's code says. */
const REFUSALS = ['bad_headers', 'bad_json', 'bad_signature', 'body_cut', 'body_too_large', 'not_stored'];

function kinds(registry: Registry) {
  const registers = [registry];
  return {
    counter: <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Counter<Label>({ name, help, labelNames, registers }),
    gauge: <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Gauge<Label>({ name, help, labelNames, registers }),
    seconds: <Label extends string = never>(
      name: string,
      help: string,
      buckets: number[],
      labelNames: readonly Label[] = [],
    ) => new Histogram<Label>({ name, help, buckets, labelNames, registers }),
  };
}

/** What this process did. */
function ofProcess({ counter, seconds }: ReturnType<typeof kinds>) {
  return {
    webhooks: counter('rekey_webhooks_total', 'Webhooks by event and result', ['event', 'result']),
    webhooksRefused: counter('rekey_webhooks_refused_total', 'Webhooks that were not taken', ['reason']),
    webhookSeconds: seconds(
      'rekey_webhook_seconds',
      'Seconds from the arrival of a webhook to its storing',
      ANSWER,
    ),
    jobs: counter('rekey_jobs_total', 'Jobs by queue and result', ['queue', 'result']),
    jobSeconds: seconds('rekey_job_seconds', 'Seconds that a try of a job took', WAIT, ['queue']),
    pushToCheck: seconds(
      'rekey_push_to_check_seconds',
      'Seconds from the stored webhook to the first check run of its commit',
      WAIT,
      ['result'],
    ),
    /** From the stored detection on. */
    timeToDead: seconds(
      'rekey_time_to_dead_seconds',
      'Seconds from detection to the proof that the credential is dead',
      WAIT,
      ['method'],
    ),
    brokerRequests: counter('rekey_broker_requests_total', 'Requests to the broker, inside or outside', [
      'provider',
      'operation',
      'outcome',
    ]),
    brokerSeconds: seconds('rekey_broker_request_seconds', 'Seconds that the broker took', WAIT, [
      'provider',
      'operation',
    ]),
  };
}

/** What the database says, whichever process is asked; set when somebody reads them. */
function ofDatabase({ gauge }: ReturnType<typeof kinds>) {
  return {
    /** Jobs that could run now or run (`due`), and those whose time is yet to come (`later`). */
    jobsWaiting: gauge(
      'rekey_jobs',
      'Jobs by queue: due (could run now, or run) and later (their time is yet to come)',
      ['queue', 'state'],
    ),
    jobsOldest: gauge('rekey_job_oldest_due_seconds', 'Seconds that the job waits which has waited longest', [
      'queue',
    ]),
    deadLetters: gauge('rekey_dead_letters', 'Jobs that failed on their last try'),
    lastWebhook: gauge('rekey_last_webhook_seconds', 'Seconds since GitHub last delivered a webhook'),
    incidents: gauge('rekey_incidents', 'Incidents by state', ['state']),
    overdue: gauge('rekey_incidents_overdue', 'Incidents that wait for a person longer than policy allows'),
    /** Credentials that wait because the circuit breaker paused. */
    breakerPaused: gauge(
      'rekey_breaker_paused',
      'Credentials whose revocation waits because the circuit breaker paused',
    ),
    quotaRemaining: gauge(
      'rekey_github_quota_remaining',
      'Requests that GitHub allows an installation until its hour ends',
      ['installation'],
    ),
    quotaLimit: gauge('rekey_github_quota_limit', 'Requests an hour that GitHub allows an installation', [
      'installation',
    ]),
    quotaLowest: gauge(
      'rekey_github_quota_lowest_ratio',
      'Part of its requests that is left to the installation with the smallest part left',
    ),
    githubPaused: gauge(
      'rekey_github_paused',
      'Installations for which GitHub asked to be left alone for a while',
    ),
    auditUnsealed: gauge('rekey_audit_unsealed_seconds', 'Age of the oldest audit entry that is not sealed'),
    databaseBytes: gauge('rekey_database_bytes', 'Size of the database'),
  };
}

/** For a histogram. Clocks of two machines may differ: never less than nothing. */
export const secondsSince = (moment: Date): number => Math.max(0, Date.now() - moment.getTime()) / 1000;

/** Makes an own registry, so that several servers in one process (tests) do not share counters. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const made = kinds(registry);
  const metrics = { registry, ...ofProcess(made), ...ofDatabase(made) };
  // From the start, since Prometheus sees no increase in a series that begins with its first event.
  for (const reason of REFUSALS) metrics.webhooksRefused.inc({ reason }, 0);
  return metrics;
}

/**
 * Prometheus metrics of this process; docs/metrics.md has them all. Labels are states, queues, names of ours and ids,
 * never anything from a repository, a host or an address.
 */
export type Metrics = ReturnType<typeof createMetrics>;
