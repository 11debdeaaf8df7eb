import { z } from 'zod';
import { listCredentials, readCredential } from '../../views/credentials.ts';
import { readIncident } from '../../views/incidents.ts';
import { readUses } from '../../views/uses.ts';
import { timelineOf } from './incident-parts.ts';
import { ASKED, CREDENTIAL, NEXT, PAGE_SIZE, TIMELINE } from './shapes.ts';
import { defineTool } from './tool.ts';

const DAY_MS = 86_400_000;

const SEARCH = z.strictObject({
  team: ASKED.owner
    .optional()
    .describe('Only those seen in repositories whose CODEOWNERS names this team or person.'),
  owner: ASKED.owner.optional().describe('Only those that this person or team owns.'),
  noOwner: z.boolean().optional().describe('Only those of which nobody is known to be the owner.'),
  repository: ASKED.repository.optional(),
  environment: ASKED.word.optional().describe('Such as `production`.'),
  provider: ASKED.word.optional().describe('Such as `github`; as another answer writes it.'),
  state: ASKED.state.optional(),
  overdue: z.boolean().optional().describe('Only those that wait for a person beyond their deadline.'),
  unusedDays: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe('Only those whose provider says that nobody used them for so many days.'),
  search: ASKED.word.optional().describe('A part of the type, the server, or what is shown of the value.'),
  cursor: ASKED.cursor.optional(),
});

const searchCredentials = defineTool({
  name: 'search_credentials',
  title: 'Search credentials',
  description:
    'Lists leaked credentials, newest first, without their values. For "which credentials of team X have no owner" ask with `team` and `noOwner`.',
  input: SEARCH,
  output: z.object({ credentials: z.array(CREDENTIAL), next: NEXT }),
  async run({ db, viewer, now }, { team, owner, noOwner, overdue, unusedDays, ...asked }) {
    const filter = {
      ...asked,
      codeOwner: team,
      owner: noOwner ? 'nobody' : owner,
      overdueAt: overdue ? now : undefined,
      unusedSince: unusedDays === undefined ? undefined : new Date(now.getTime() - unusedDays * DAY_MS),
    };
    const { rows, next } = await listCredentials(db, viewer, filter, PAGE_SIZE);
    return { credentials: rows, next };
  },
  says: ({ credentials, next }) =>
    `${credentials.length} credentials${next === undefined ? '' : ', and there are more'}.`,
});

const USE = z.object({
  link: z.string().describe('`stands`: it is written out there; else what brings it.'),
  repository: z.string(),
  path: z.string(),
  line: z.number().optional(),
  job: z.string().optional(),
  environment: z.string().optional(),
  triggers: z.array(z.string()),
  server: z.string().optional(),
  serverUrl: z.string().optional(),
  holder: z.object({ name: z.string(), scope: z.string() }).optional(),
});

const getCredential = defineTool({
  name: 'get_credential',
  title: 'One credential',
  description:
    'One credential with its timeline and every path by which it reaches jobs and servers (its blast radius). By the `id` of search_credentials.',
  input: z.strictObject({ id: ASKED.id }),
  output: z.object({
    credential: CREDENTIAL,
    timeline: TIMELINE,
    uses: z.array(USE),
    moreUses: z.boolean(),
    otherPlaces: z.array(z.object({ repository: z.string(), path: z.string(), kind: z.string() })),
    unknown: z.string().describe('What no look at GitHub can tell.'),
  }),
  async run({ db, viewer }, { id }) {
    const credential = await readCredential(db, viewer, id);
    const incident = credential && (await readIncident(db, viewer, credential.incident));
    if (!credential || !incident) return undefined;
    const { paths, more, others, unknown } = await readUses(db, viewer, credential.incident);
    const timeline = timelineOf(incident.report);
    return { credential, timeline, uses: paths, moreUses: more, otherPlaces: others, unknown };
  },
  says: ({ credential, uses }) => `One credential, ${credential.state}; ${uses.length} paths lead from it.`,
});

export const CREDENTIAL_TOOLS = [searchCredentials, getCredential];
