import { z } from 'zod';
import { DEAD_LETTER } from '../jobs/queue/queues.ts';
import { countJobs, readHealth } from '../views/health.ts';
import { readOverview } from '../views/overview.ts';
import { listTrail, TrailQuery } from '../views/trail.ts';
import { defineOperation, NO_QUERY } from './operation.ts';
import { Day, listOf, Moment, PAGED, pageOf, toAnswer, wholeOf } from './parts.ts';

const DAY_MS = 86_400_000;

const Overview = z.object({
  found: z.int(),
  dead: z.int().describe('Proved dead.'),
  open: z.int(),
  waiting: z.int().describe('They wait for an approval.'),
  overdue: z.int(),
  days: listOf(
    z.object({
      day: Day,
      opened: z.int(),
      dead: z.int(),
      medianSeconds: z
        .number()
        .nullable()
        .describe('Time to dead of half of those that died on it; null where none did.'),
      open: z.int().describe('At its end.'),
    }),
  ).describe('UTC days, oldest first.'),
});

const Installation = z
  .object({
    id: z.int(),
    owner: z.string(),
    suspendedAt: Moment.nullable(),
    deletedAt: Moment.nullable(),
    comparedAt: Moment.nullable().describe('When all its branches were last compared with what was read.'),
    repositories: z.int(),
    gaps: listOf(z.string()).describe('Permissions that it does not give.'),
    lastWebhook: Moment.nullable(),
    quota: z
      .object({
        limit: z.int(),
        remaining: z.int(),
        resetAt: Moment.nullable(),
        pausedUntil: Moment.nullable(),
      })
      .nullable()
      .describe('Requests to GitHub in an hour; null before the first.'),
    jobs: z.object({ waiting: z.int(), givenUp: z.int() }),
  })
  .meta({ id: 'Installation' });

const Entry = z
  .object({
    installation: z.int(),
    seq: z.int().nullable().describe('Place in its chain; null until it is sealed.'),
    at: z.iso.datetime(),
    actor: z.string(),
    actorId: z.int().nullable().describe('GitHub’s id of a person.'),
    event: z.string(),
    subject: z.string(),
    subjectId: z.string().nullable(),
    incident: z.string().nullable(),
    http: z.int().nullable(),
    why: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

const { actor, event, incident, installation, since, until, cursor } = TrailQuery.shape;

export const STANDING = [
  defineOperation({
    id: 'getOverview',
    path: '/overview',
    summary: 'How many were found, died, are open, wait and are overdue, and time to dead by day.',
    query: z.strictObject({
      days: z.coerce.number().int().min(1).max(366).default(90).describe('Length of the period.'),
    }),
    name: 'Overview',
    answer: Overview,
    read: ({ db, viewer, now }, { query: { days } }) =>
      readOverview(db, viewer, new Date(now.getTime() - (days - 1) * DAY_MS), now),
  }),
  defineOperation({
    id: 'listInstallations',
    path: '/installations',
    summary: 'Health: by installation its webhooks, what GitHub’s limits leave, and its jobs.',
    query: NO_QUERY,
    name: 'Installations',
    answer: wholeOf(Installation),
    async read({ db, viewer }) {
      const [rows, counts] = await Promise.all([readHealth(db, viewer), countJobs(db, viewer, DEAD_LETTER)]);
      const data = rows.map(({ limit, remaining, resetAt, pausedUntil, ...row }) => {
        const own = counts.filter((count) => count.installation === row.id);
        const sum = (isDead: boolean) =>
          own
            .filter(({ queue }) => (queue === DEAD_LETTER) === isDead)
            .reduce((all, { waiting }) => all + waiting, 0);
        return {
          ...row,
          quota: limit === null || remaining === null ? null : { limit, remaining, resetAt, pausedUntil },
          jobs: { waiting: sum(false), givenUp: sum(true) },
        };
      });
      return { data };
    },
  }),
  defineOperation({
    id: 'listAudit',
    path: '/audit',
    summary: 'The audit trail, newest first.',
    query: z.strictObject({
      actor: actor.unwrap().describe('`@login`, `operator`, `rekey`, `broker`, `github` or `api-token`'),
      event: event.unwrap(),
      incident: incident.unwrap(),
      installation: installation.unwrap(),
      since: since.unwrap().describe('First UTC day.'),
      until: until.unwrap().describe('Last UTC day.'),
      limit: PAGED.limit,
      cursor: cursor.unwrap(),
    }),
    name: 'AuditPage',
    answer: pageOf(Entry),
    read: async ({ db, viewer }, { query: { limit, ...asked } }) =>
      toAnswer(await listTrail(db, viewer, asked, limit)),
  }),
];
