import { z } from 'zod';
import { listSecrets, listServers } from '../../views/register.ts';
import { ASKED, NEXT, PAGE_SIZE } from './shapes.ts';
import { defineTool } from './tool.ts';

const MOMENT = z.iso.datetime();

const SERVER = z.object({
  id: z.uuid(),
  name: z.string(),
  repository: z.string(),
  path: z.string(),
  transport: z.enum(['stdio', 'http']),
  url: z.string().nullable(),
  package: z.string().nullable(),
  version: z.string().nullable().describe('Null where the newest is fetched.'),
  takes: z.array(z.string()).describe('Names of what it takes from outside.'),
  holdsCredential: z.boolean().describe('A credential is written out in it.'),
  owners: z.array(z.string()).describe('Empty: nobody is known.'),
  firstSeenAt: MOMENT,
});

const SECRET = z.object({
  id: z.uuid(),
  name: z.string(),
  scope: z.enum(['repository', 'environment', 'organization']),
  repository: z.string().nullable(),
  environment: z.string().nullable(),
  visibility: z.enum(['all', 'private', 'selected']).nullable(),
  owners: z.array(z.string()).describe('Empty: nobody is known.'),
  createdAt: MOMENT,
  rotatedAt: MOMENT.describe('When it was last written.'),
  uses: z.number().describe('How many jobs and servers take it.'),
});

const narrowed = (search: string) =>
  z.strictObject({
    repository: ASKED.repository.optional(),
    search: ASKED.word.optional().describe(search),
    cursor: ASKED.cursor.optional(),
  });

const servers = defineTool({
  name: 'list_servers',
  title: 'List MCP servers',
  description: 'Lists the MCP servers that stand in configurations on default branches, newest first.',
  input: narrowed('A part of the name, the address or the package.'),
  output: z.object({ servers: z.array(SERVER), next: NEXT }),
  async run({ db, viewer }, filter) {
    const { rows, next } = await listServers(db, viewer, filter, PAGE_SIZE);
    return { servers: rows, next };
  },
  says: ({ servers: found, next }) =>
    `${found.length} servers${next === undefined ? '' : ', and there are more'}.`,
});

const secrets = defineTool({
  name: 'list_secrets',
  title: 'List Actions secrets by name',
  description:
    'Lists the secrets of GitHub Actions by their names, last written first: where they are, when they were rotated, how many take them.',
  input: narrowed('A part of the name.'),
  output: z.object({ secrets: z.array(SECRET), next: NEXT }),
  async run({ db, viewer }, filter) {
    const { rows, next } = await listSecrets(db, viewer, filter, PAGE_SIZE);
    return { secrets: rows, next };
  },
  says: ({ secrets: found, next }) =>
    `${found.length} secrets${next === undefined ? '' : ', and there are more'}.`,
});

export const REGISTER_TOOLS = [servers, secrets];
