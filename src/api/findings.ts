import { z } from 'zod';
import { CHECKS } from '../governance/checks.ts';
import { SUBJECT_KINDS } from '../governance/subject.ts';
import { listExceptions } from '../views/exceptions.ts';
import { FindingFilter, listFindings, readTrends } from '../views/findings.ts';
import { defineOperation, NO_QUERY } from './operation.ts';
import { Day, listOf, Moment, PAGED, pageOf, Severity, toAnswer, wholeOf } from './parts.ts';

const DAY_MS = 86_400_000;
const Subject = z.enum(SUBJECT_KINDS).describe('What it is about.');
const Ids = listOf(z.string());

const Finding = z
  .object({
    id: z.uuid(),
    check: z.string().describe('Id of the check.'),
    subject: Subject,
    subjectId: z.string(),
    name: z.string().describe('How people know what it is about.'),
    repository: z.string().nullable(),
    severity: Severity,
    facts: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .describe('Numbers and names of its sentence.'),
    owners: listOf(z.string()),
    openedAt: Moment,
    closedAt: Moment.nullable(),
    accepted: z
      .object({ reason: z.string(), owner: z.string(), by: z.string(), until: Moment })
      .nullable()
      .describe('Who accepted it until when; null where nobody did.'),
  })
  .meta({ id: 'Finding' });

const Check = z
  .object({
    id: z.string(),
    title: z.string(),
    remedy: z.string(),
    severity: Severity,
    subjects: listOf(Subject),
    mapsTo: z
      .object({ nhi: Ids, agentic: Ids, mcp: Ids, aiRmf: Ids })
      .describe('Entries of OWASP NHI, OWASP Agentic, OWASP MCP and NIST AI RMF.'),
    open: z.int(),
    accepted: z.int(),
    trend: listOf(z.object({ day: Day, open: z.int() })).describe('UTC days, oldest first.'),
  })
  .meta({ id: 'Check' });

const Exception = z
  .object({
    id: z.uuid(),
    check: z.string(),
    subject: Subject,
    name: z.string().nullable().describe('Null where what it is about is gone.'),
    repository: z.string().nullable(),
    reason: z.string(),
    owner: z.string().describe('Who answers for it.'),
    by: z.string(),
    madeAt: Moment,
    endsAt: Moment,
  })
  .meta({ id: 'Exception' });

const { check, subject, severity, owner, repository, state } = FindingFilter.shape;

export const FINDINGS = [
  defineOperation({
    id: 'listFindings',
    path: '/findings',
    summary: 'What the checks of the register find, found last first.',
    query: z.strictObject({
      check: check.unwrap().describe('Id of a check.'),
      subject: subject.unwrap(),
      severity: severity.unwrap(),
      owner: owner.unwrap().describe('`@login` or `@organisation/team`; `nobody`: without one.'),
      repository: repository.unwrap().describe('`owner/name`'),
      state: state.unwrap(),
      ...PAGED,
    }),
    name: 'FindingPage',
    answer: pageOf(Finding),
    async read({ db, viewer }, { query: { limit, ...filter } }) {
      const { data, next } = toAnswer(await listFindings(db, viewer, filter, limit));
      const dated = data.map(({ accepted, ...row }) => ({
        ...row,
        accepted: accepted && { ...accepted, until: new Date(accepted.until) },
      }));
      return { data: dated, next };
    },
  }),
  defineOperation({
    id: 'listChecks',
    path: '/checks',
    summary: 'Every check with how much it finds, now and on each of the days before.',
    query: z.strictObject({
      days: z.coerce.number().int().min(1).max(366).default(90).describe('Length of the trend.'),
    }),
    name: 'Checks',
    answer: wholeOf(Check),
    async read({ db, viewer, now }, { query: { days } }) {
      const trends = await readTrends(db, viewer, new Date(now.getTime() - days * DAY_MS));
      const known = new Map(trends.map((trend) => [trend.check, trend]));
      const data = CHECKS.map(({ id, title, remedy, severity: of, subjects, frames }) => {
        const { open = 0, accepted = 0, days: trend = [] } = known.get(id) ?? {};
        return { id, title, remedy, severity: of, subjects, mapsTo: frames, open, accepted, trend };
      });
      return { data };
    },
  }),
  defineOperation({
    id: 'listExceptions',
    path: '/exceptions',
    summary: 'Findings that were accepted until a day, those that end first at the top; at most 500.',
    query: NO_QUERY,
    name: 'Exceptions',
    answer: wholeOf(Exception),
    read: async ({ db, viewer }) => ({ data: await listExceptions(db, viewer) }),
  }),
];
