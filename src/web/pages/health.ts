import { DEAD_LETTER } from '../../jobs/queue/queues.ts';
import { countJobs, readHealth, type HealthRow, type JobCount } from '../../views/health.ts';
import { gapsSection } from '../gaps-section.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { badge, moment, number, table } from '../parts.ts';
import { pausesSection } from '../pauses-section.ts';
import type { PageRequest } from '../request.ts';

function stateOf({ deletedAt, suspendedAt }: HealthRow): Html {
  if (deletedAt) return badge('Gone', 'plain');
  return suspendedAt ? badge('Suspended', 'busy') : badge('Active', 'dead');
}

function quota({ limit, remaining, resetAt, pausedUntil }: HealthRow): Html | string {
  if (limit === null || remaining === null) return '–';
  const isPaused = pausedUntil !== null && pausedUntil.getTime() > Date.now();
  return html`${number(remaining)} of ${number(limit)} until ${moment(resetAt)}
  ${isPaused ? html`<br />left alone until ${moment(pausedUntil)}` : ''}`;
}

const jobsOf = (jobs: readonly JobCount[]): string =>
  jobs.map(({ queue, waiting }) => `${queue} ${number(waiting)}`).join(', ') || 'none';

function row(health: HealthRow, jobs: readonly JobCount[]): Html {
  const own = jobs.filter(({ installation }) => installation === health.id);
  return html`<tr>
    <th scope="row">${health.owner}</th>
    <td>${stateOf(health)}</td>
    <td class="num">${number(health.repositories)}</td>
    <td>${quota(health)}</td>
    <td>${health.gaps.join(', ') || 'none'}</td>
    <td>${moment(health.lastWebhook)}</td>
    <td>${moment(health.comparedAt)}</td>
    <td>${jobsOf(own.filter(({ queue }) => queue !== DEAD_LETTER))}</td>
    <td>${jobsOf(own.filter(({ queue }) => queue === DEAD_LETTER))}</td>
  </tr>`;
}

const HEADS = [
  'Owner',
  'State',
  { numbers: 'Repositories' },
  'Requests left',
  'Permissions missing',
  'Last webhook',
  'Branches compared',
  'Jobs waiting',
  'Jobs given up',
];

/** Whether everything that GitHub shows is read: by installation who it is, what its limits leave, and what waits. */
export async function healthPage({ context, session }: PageRequest): Promise<Html> {
  const { db } = context;
  const { viewer } = session;
  const [pauses, gaps, rows, jobs] = await Promise.all([
    pausesSection(db, session),
    gapsSection(db, viewer),
    readHealth(db, viewer),
    countJobs(db, viewer, DEAD_LETTER),
  ]);
  return page(
    'Health',
    html`<h1>Health</h1>
      ${pauses}
      <section class="card">
        <h2>Deliveries and limits</h2>
        ${table(
          'Installations of the App',
          HEADS,
          rows.map((health) => row(health, jobs)),
          'No installation is known yet; GitHub is asked every few minutes.',
        )}
      </section>
      ${gaps}`,
    { at: '/health', session },
  );
}
