/** A line of a panel: what Prometheus is asked, and how its series are named. */
export type Query = readonly [expr: string, legend: string];

/** A panel of the Grafana dashboard. */
export interface Panel {
  readonly title: string;
  readonly kind: 'stat' | 'timeseries';
  /** Of Grafana's: `s`, `short`, `ops`, `bytes`, `percentunit`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  readonly stacked?: true;
  /** For a number: red from here on; `under`: below it. */
  readonly bad?: number | { readonly under: number };
  readonly about: string;
}

/** Panels below one heading. */
export interface Section {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const RATE = '$__rate_interval';
const OPEN = 'state!~"revoked_verified|disabled_verified|already_inactive|expired|dismissed"';

/** One query for each part of all that were counted, such as 0.95. */
const quantiles = (metric: string, parts: readonly number[], by?: string): readonly Query[] =>
  parts.map((part) => [
    `histogram_quantile(${part}, sum by (le${by === undefined ? '' : `, ${by}`}) (rate(${metric}_bucket[${RATE}])))`,
    `${by === undefined ? '' : `{{${by}}} `}p${part * 100}`,
  ]);

const rates = (metric: string, by: string): readonly Query[] => [
  [`sum by (${by}) (rate(${metric}[${RATE}]))`, `{{${by}}}`],
];

/** Processes that share a database tell the same of it, so the highest counts once. */
const highest = (metric: string, by?: string): readonly Query[] => [
  by === undefined ? [`max(${metric})`, ''] : [`max by (${by}) (${metric})`, `{{${by}}}`],
];

const stat = (
  title: string,
  queries: readonly Query[],
  about: string,
  more: Pick<Panel, 'unit' | 'bad'> = { unit: 'short', bad: 1 },
): Panel => ({ title, kind: 'stat', queries, about, ...more });

const lines = (
  title: string,
  unit: string,
  queries: readonly Query[],
  about: string,
  more: Pick<Panel, 'stacked'> = {},
): Panel => ({ title, kind: 'timeseries', unit, queries, about, ...more });

/** The dashboard; docs/metrics.md says what each metric means. */
export const SECTIONS: readonly Section[] = [
  {
    title: 'Now',
    panels: [
      stat(
        'Open incidents',
        [[`sum(max by (state) (rekey_incidents{${OPEN}}))`, '']],
        'Credentials that are not proved dead.',
        { unit: 'short' },
      ),
      stat('Overdue', highest('rekey_incidents_overdue'), 'Wait for a person longer than policy allows.'),
      stat('Held by the circuit breaker', highest('rekey_breaker_paused'), 'A person has to look.'),
      stat('Jobs given up', highest('rekey_dead_letters'), 'Failed on their last try, in 30 days.'),
      stat(
        'Smallest GitHub quota',
        [['min(rekey_github_quota_lowest_ratio)', '']],
        'Part of its requests that is left to the installation with the least.',
        { unit: 'percentunit', bad: { under: 0.1 } },
      ),
      stat('Last webhook', [['min(rekey_last_webhook_seconds)', '']], 'Seconds since GitHub delivered.', {
        unit: 's',
        bad: 86_400,
      }),
    ],
  },
  {
    title: 'From push to death',
    panels: [
      lines(
        'Push to check run',
        's',
        quantiles('rekey_push_to_check_seconds', [0.5, 0.95], 'result'),
        'From the stored webhook to the first check run of its commit.',
      ),
      lines(
        'Time to dead',
        's',
        quantiles('rekey_time_to_dead_seconds', [0.5, 0.95]),
        'From detection to the proof that the credential is dead.',
      ),
      lines(
        'Deaths by method',
        'short',
        [['sum by (method) (increase(rekey_time_to_dead_seconds_count[1h]))', '{{method}}']],
        'In an hour each.',
        { stacked: true },
      ),
      lines('Incidents by state', 'short', highest('rekey_incidents', 'state'), 'All that are known.', {
        stacked: true,
      }),
    ],
  },
  {
    title: 'Deliveries and jobs',
    panels: [
      lines('Webhooks by event', 'ops', rates('rekey_webhooks_total', 'event'), 'Stored and replayed.'),
      lines(
        'Webhooks refused',
        'ops',
        rates('rekey_webhooks_refused_total', 'reason'),
        'Wrong signatures are somebody else, or a secret that was changed at one end only.',
      ),
      lines(
        'Time to store a webhook',
        's',
        quantiles('rekey_webhook_seconds', [0.5, 0.99]),
        'GitHub gives up after ten seconds.',
      ),
      lines(
        'Oldest job that could run',
        's',
        highest('rekey_job_oldest_due_seconds', 'queue'),
        'The lag of deliveries: how long a push waits at most.',
      ),
      lines(
        'Jobs that could run, or run',
        'short',
        [['max by (queue) (rekey_jobs{state="due"})', '{{queue}}']],
        'Without those whose time is yet to come.',
      ),
      lines('Jobs by result', 'ops', rates('rekey_jobs_total', 'result'), 'later: none of its tries.'),
      lines('Time of a job', 's', quantiles('rekey_job_seconds', [0.95], 'queue'), 'Of one try.'),
    ],
  },
  {
    title: 'Broker',
    panels: [
      lines('Requests by outcome', 'ops', rates('rekey_broker_requests_total', 'outcome'), 'All providers.'),
      lines(
        'Failed, by provider',
        'ops',
        [
          [
            `sum by (provider) (rate(rekey_broker_requests_total{outcome="failed"}[${RATE}]))`,
            '{{provider}}',
          ],
        ],
        'They are tried again.',
      ),
      lines(
        'Time of a request',
        's',
        quantiles('rekey_broker_request_seconds', [0.95], 'operation'),
        'With its proof.',
      ),
    ],
  },
  {
    title: 'Limits and state',
    panels: [
      lines(
        'GitHub requests left',
        'short',
        [['min by (installation) (rekey_github_quota_remaining)', '{{installation}}']],
        'By installation, while there are no more than 100.',
      ),
      lines(
        'Installations left alone',
        'short',
        highest('rekey_github_paused'),
        'Because GitHub asked for it.',
      ),
      lines(
        'Age of the oldest unsealed audit entry',
        's',
        highest('rekey_audit_unsealed_seconds'),
        'Seconds, while sealing works.',
      ),
      lines('Size of the database', 'bytes', highest('rekey_database_bytes'), 'With its indexes.'),
      lines('Memory', 'bytes', [['process_resident_memory_bytes', '{{instance}}']], 'Of each process.'),
      lines(
        'Event loop lag',
        's',
        [['nodejs_eventloop_lag_p99_seconds', '{{instance}}']],
        'How long a process did not listen, at the 99th percentile.',
      ),
    ],
  },
];
