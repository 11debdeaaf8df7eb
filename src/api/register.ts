import { z } from 'zod';
import { listCredentials, readCredential, type CredentialFilter } from '../views/credentials.ts';
import { filterText } from '../views/filter-text.ts';
import { IncidentFilter } from '../views/incidents.ts';
import { listSecrets, listServers, RegisterFilter } from '../views/register.ts';
import { defineOperation, NO_QUERY, type ApiContext } from './operation.ts';
import { listOf, Moment, PAGED, pageOf, State, toAnswer } from './parts.ts';

const Credential = z
  .object({
    id: z.uuid(),
    incident: z.uuid().describe('Id of its incident.'),
    type: z.string(),
    provider: z.string(),
    redacted: z.string().describe('At most its public prefix, and its length.'),
    server: z.string().nullable().describe('Name of its MCP server.'),
    environment: z.string().nullable(),
    owners: listOf(z.string()).describe('`@login` or `@organisation/team`.'),
    scopes: listOf(z.string()),
    issuedAt: Moment.nullable().describe('When this value was made.'),
    expiresAt: Moment.nullable(),
    lastUsedAt: Moment.nullable().describe('As its provider says; null where that is not known.'),
    replacedAt: Moment.nullable().describe('When Rekey put a successor in its place.'),
    state: State.describe('Of its incident.'),
    repositories: z.int().describe('How many hold it or held it.'),
    firstSeenAt: Moment,
  })
  .meta({ id: 'Credential' });

const Secret = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scope: z.enum(['repository', 'environment', 'organization']),
    repository: z.string().nullable(),
    environment: z.string().nullable(),
    visibility: z.enum(['all', 'private', 'selected']).nullable(),
    owners: listOf(z.string()).describe('`@login` or `@organisation/team`.'),
    createdAt: Moment,
    rotatedAt: Moment.describe('When it was last written.'),
    uses: z.int().describe('How many jobs and servers take it.'),
  })
  .meta({ id: 'Secret' });

const Server = z
  .object({
    id: z.uuid(),
    name: z.string(),
    repository: z.string(),
    path: z.string(),
    transport: z.enum(['stdio', 'http']),
    url: z.string().nullable(),
    package: z.string().nullable(),
    version: z.string().nullable(),
    takes: listOf(z.string()).describe('Names of what it takes from outside.'),
    holdsCredential: z.boolean().describe('A value stands in its configuration.'),
    owners: listOf(z.string()).describe('`@login` or `@organisation/team`.'),
    firstSeenAt: Moment,
  })
  .meta({ id: 'Server' });

const filter = z.strictObject({
  repository: RegisterFilter.shape.repository.unwrap().describe('`owner/name`'),
  search: RegisterFilter.shape.search.unwrap(),
  ...PAGED,
});

const { owner, provider, state } = IncidentFilter.shape;
const DAY_MS = 86_400_000;

const credentialFilter = filter.extend({
  owner: owner.unwrap().describe('`@login` or `@organisation/team`; `nobody`: without one.'),
  team: z
    .string()
    .max(140)
    .regex(/^@[\w.-]+(?:\/[\w.-]+)?$/)
    .optional()
    .describe('Seen in a repository whose CODEOWNERS names this `@organisation/team` or `@login`.'),
  provider: provider.unwrap(),
  state: state.unwrap(),
  environment: filterText.optional().describe('Such as `production`.'),
  overdue: z.literal('true').optional().describe('It waits for a person beyond the deadline.'),
  unusedDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe('Its provider says that nobody used it for so many days.'),
});

/** What was asked, as the view takes it. */
function toFilter(
  { team, overdue, unusedDays, ...asked }: z.output<typeof credentialFilter>,
  { now }: ApiContext,
): CredentialFilter {
  return {
    ...asked,
    codeOwner: team,
    overdueAt: overdue === 'true' ? now : undefined,
    unusedSince: unusedDays === undefined ? undefined : new Date(now.getTime() - unusedDays * DAY_MS),
  };
}

export const REGISTER = [
  defineOperation({
    id: 'listCredentials',
    path: '/credentials',
    summary: 'The register: credentials whose value was seen, found last first.',
    query: credentialFilter,
    name: 'CredentialPage',
    answer: pageOf(Credential),
    async read(context, { query }) {
      const { db, viewer } = context;
      return toAnswer(await listCredentials(db, viewer, toFilter(query, context), query.limit));
    },
  }),
  defineOperation({
    id: 'getCredential',
    path: '/credentials/{id}',
    summary: 'One credential.',
    query: NO_QUERY,
    name: 'Credential',
    answer: Credential,
    read: ({ db, viewer }, { id }) => readCredential(db, viewer, id),
  }),
  defineOperation({
    id: 'listSecrets',
    path: '/secrets',
    summary: 'The register: secrets of GitHub Actions by their names, written last first.',
    query: filter,
    name: 'SecretPage',
    answer: pageOf(Secret),
    read: async ({ db, viewer }, { query: { limit, ...asked } }) =>
      toAnswer(await listSecrets(db, viewer, asked, limit)),
  }),
  defineOperation({
    id: 'listServers',
    path: '/servers',
    summary: 'The register: MCP servers in configurations on default branches, found last first.',
    query: filter,
    name: 'ServerPage',
    answer: pageOf(Server),
    read: async ({ db, viewer }, { query: { limit, ...asked } }) =>
      toAnswer(await listServers(db, viewer, asked, limit)),
  }),
];
