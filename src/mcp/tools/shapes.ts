import { z } from 'zod';
import { INCIDENT_STATES } from '../../inventory/state.ts';
import { SEVERITIES } from '../../policy/severity.ts';
import { filterText } from '../../views/filter-text.ts';

/** Rows of one page: an answer is read by a model, which has to hold all of it. */
export const PAGE_SIZE = 25;

const ID = z.uuid();
const MOMENT = z.iso.datetime();
const maybe = <T extends z.ZodType>(schema: T) => schema.nullable();

/** What questions are narrowed by. A model that gets one wrong is told, and not given something else. */
export const ASKED = {
  id: ID.describe('As a list gives it.'),
  owner: z
    .string()
    .max(140)
    .regex(/^@[\w.-]+(?:\/[\w.-]+)?$/, '`@login` or `@organisation/team`')
    .describe('`@login` or `@organisation/team`.'),
  repository: z
    .string()
    .max(200)
    .regex(/^[\w.-]+\/[\w.-]+$/, '`owner/name`')
    .describe('`owner/name`.'),
  word: filterText,
  severity: z.enum(SEVERITIES),
  state: z
    .enum(['open', 'dead', 'dismissed', 'waiting', ...INCIDENT_STATES])
    .describe('`open`, `dead` (proved), `waiting` (for a person) and `dismissed` are groups of the others.'),
  cursor: z.string().max(200).describe('`next` of the page before.'),
};

/** `next` of a page, where there is more. */
export const NEXT = z.string().optional().describe('Ask with it as `cursor` for more; absent at the end.');

/** A credential in a list. */
export const CREDENTIAL = z.object({
  id: ID,
  incident: ID,
  type: z.string(),
  provider: z.string(),
  redacted: z.string().describe('Its public prefix and its length at most.'),
  server: maybe(z.string()),
  environment: maybe(z.string()),
  owners: z.array(z.string()).describe('Empty: nobody is known.'),
  scopes: z.array(z.string()),
  issuedAt: maybe(MOMENT).describe('When this value was made.'),
  expiresAt: maybe(MOMENT),
  lastUsedAt: maybe(MOMENT).describe('As its provider says; null where that is not known.'),
  replacedAt: maybe(MOMENT).describe('When Rekey put a successor in its place.'),
  state: z.enum(INCIDENT_STATES),
  repositories: z.number(),
  firstSeenAt: MOMENT,
});

/** An incident in a list. */
export const INCIDENT = z.object({
  id: ID,
  credential: ID,
  state: z.enum(INCIDENT_STATES),
  type: z.string(),
  provider: z.string(),
  redacted: z.string().describe('Its public prefix and its length at most.'),
  server: maybe(z.string()),
  environment: maybe(z.string()),
  owners: z.array(z.string()),
  severity: maybe(z.string()),
  dueAt: maybe(MOMENT).describe('When the person for whom it waits is late.'),
  urgent: z.boolean(),
  repository: maybe(z.string()),
  places: z.number(),
  createdAt: MOMENT,
  updatedAt: MOMENT,
});

/** What happened to a credential, oldest first. */
export const TIMELINE = z.array(
  z.object({
    at: MOMENT,
    event: z.string(),
    says: z.string(),
    http: z.number().optional().describe("Status of the issuer's answer."),
    person: z.string().optional(),
  }),
);

/** Where a credential was seen. */
export const PLACES = z.array(
  z.object({
    repository: z.string(),
    public: z.boolean(),
    kind: z.string().describe('`file`, or another kind of place.'),
    path: z.string(),
    line: z.number(),
  }),
);
