import { z } from 'zod';
import type { ExposureReport } from '../inventory/report.ts';
import { IncidentFilter, listIncidents, readIncident } from '../views/incidents.ts';
import { Facts } from './facts.ts';
import { defineOperation, NO_QUERY } from './operation.ts';
import { listOf, Moment, PAGED, pageOf, Severity, State, toAnswer } from './parts.ts';

const REDACTED = 'At most its public prefix, and its length.';
const EVENT = 'A state of the incident or an event, as the audit trail names it.';

const Incident = z
  .object({
    id: z.uuid(),
    credential: z.uuid().describe('Id of its credential.'),
    state: State,
    type: z.string(),
    provider: z.string(),
    redacted: z.string().describe(REDACTED),
    server: z.string().nullable().describe('Name of its MCP server.'),
    environment: z.string().nullable(),
    owners: listOf(z.string()).describe('`@login` or `@organisation/team`.'),
    severity: Severity.nullable().describe('Only while it waits for a person.'),
    dueAt: Moment.nullable().describe('By when a person has to act.'),
    urgent: z.boolean().describe('One of its repositories became public while it was open.'),
    repository: z.string().nullable().describe('`owner/name` in which it was seen first.'),
    places: z.int().describe('At how many places it was seen.'),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: 'Incident' });

const Exposure = z
  .object({
    repository: z.string(),
    private: z.boolean(),
    kind: z.enum(['commit', 'variable', 'log', 'artifact', 'thread', 'alert']),
    commit: z.string().nullable().describe('Null for what is no file of a commit.'),
    path: z.string(),
    startLine: z.int(),
    endLine: z.int(),
    surface: z.string(),
    slot: z.string(),
    server: z.string().nullable(),
    key: z.string().nullable().describe('Name of the variable or header that held it.'),
    atHead: z.boolean().nullable().describe('Whether a branch still holds it; null where nobody looked.'),
  })
  .meta({ id: 'Exposure' });

const IncidentDetail = Incident.extend({
  fingerprint: z.string().describe('First 12 digits of its keyed fingerprint.'),
  explanation: z.string().nullable(),
  rotateUrl: z.string().nullable().describe('Where a person can rotate it.'),
  approvers: listOf(z.string())
    .nullable()
    .describe('Who may let it be revoked; null unless it waits for that.'),
  facts: Facts.nullable().describe('Whose it was and what it could do; null where nobody was asked.'),
  exposures: listOf(Exposure).describe('The first 50 places.'),
  timeline: listOf(
    z.object({
      at: Moment,
      event: z.string().describe(EVENT),
      http: z.int().nullable().describe('Status of an issuer’s answer.'),
      person: z.string().nullable().describe('`@login` or `operator`; null for what Rekey or a broker did.'),
    }),
  ),
});

const toExposure = (one: ExposureReport): z.output<typeof Exposure> => ({
  repository: `${one.repository.owner}/${one.repository.name}`,
  private: one.repository.private,
  kind: one.place?.kind ?? 'commit',
  commit: one.place === undefined ? one.commit : null,
  path: one.path,
  startLine: one.startLine,
  endLine: one.endLine,
  surface: one.surface,
  slot: one.slot,
  server: one.server ?? null,
  key: one.key ?? null,
  atHead: one.atHead ?? null,
});

const { state, severity, provider, repository, owner, search } = IncidentFilter.shape;

export const INCIDENTS = [
  defineOperation({
    id: 'listIncidents',
    path: '/incidents',
    summary: 'Leaked credentials, found last first.',
    query: z.strictObject({
      state: state.unwrap().describe('A state, or `open`, `waiting`, `dead`.'),
      severity: severity.unwrap(),
      provider: provider.unwrap(),
      repository: repository.unwrap().describe('`owner/name`'),
      owner: owner.unwrap().describe('`@login` or `@organisation/team`'),
      search: search.unwrap().describe('A part of type, server, or what is shown of the value.'),
      ...PAGED,
    }),
    name: 'IncidentPage',
    answer: pageOf(Incident),
    read: async ({ db, viewer }, { query: { limit, ...filter } }) =>
      toAnswer(await listIncidents(db, viewer, filter, limit)),
  }),
  defineOperation({
    id: 'getIncident',
    path: '/incidents/{id}',
    summary: 'One incident with its places and its timeline.',
    query: NO_QUERY,
    name: 'IncidentDetail',
    answer: IncidentDetail,
    async read({ db, viewer }, { id }) {
      const found = await readIncident(db, viewer, id);
      if (!found) return undefined;
      const { report, ...row } = found;
      return {
        ...row,
        fingerprint: report.fingerprint,
        explanation: report.explanation ?? null,
        rotateUrl: report.rotateUrl ?? null,
        approvers: report.approval?.approvers ?? null,
        facts: report.facts ?? null,
        exposures: report.exposures.map(toExposure),
        timeline: report.timeline.map(({ at, event, http, person }) => ({
          at,
          event,
          http: http ?? null,
          person: person ?? null,
        })),
      };
    },
  }),
];
