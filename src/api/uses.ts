import { z } from 'zod';
import { readCredential } from '../views/credentials.ts';
import { readSecretUses, readUses, type Uses } from '../views/uses.ts';
import { defineOperation, NO_QUERY } from './operation.ts';
import { listOf } from './parts.ts';

const Path = z
  .object({
    link: z
      .enum(['stands', 'secret', 'variable', 'agents', 'rotation', 'quarantined'])
      .describe('How it comes there: it stands there, or is taken from a secret or variable.'),
    holder: z
      .object({ name: z.string(), scope: z.enum(['repository', 'environment', 'organization']) })
      .optional()
      .describe('The secret or variable that brings it.'),
    repository: z.string(),
    private: z.boolean(),
    path: z.string().describe('Workflow or configuration.'),
    line: z.int().optional(),
    job: z.string().optional(),
    environment: z.string().optional(),
    triggers: listOf(z.string()).describe('Events that start the workflow.'),
    server: z.string().optional().describe('Name of the MCP server that takes it.'),
    serverUrl: z.string().optional(),
    through: z.string().optional().describe('The environment variable between job and server.'),
  })
  .meta({ id: 'UsePath' });

const Reach = z.object({
  paths: listOf(Path),
  more: z.boolean().describe('There are more paths than are listed.'),
  others: listOf(
    z.object({ repository: z.string(), private: z.boolean(), path: z.string(), kind: z.string() }),
  ).describe('Places that no file takes it from: logs, texts.'),
  unknown: z.string().describe('What no look at GitHub can tell, for people.'),
});

const toReach = ({ paths, more, others, unknown }: Uses) => ({ paths, more, others, unknown });

/** How far credentials reach. */
export const USES = [
  defineOperation({
    id: 'getCredentialUses',
    path: '/credentials/{id}/uses',
    summary:
      'Blast radius of a credential: every path to a job or server that takes it, in every repository.',
    query: NO_QUERY,
    name: 'CredentialUses',
    answer: Reach,
    async read({ db, viewer }, { id }) {
      const credential = await readCredential(db, viewer, id);
      return credential && toReach(await readUses(db, viewer, credential.incident));
    },
  }),
  defineOperation({
    id: 'getSecretUses',
    path: '/secrets/{id}/uses',
    summary: 'The same of what a secret of GitHub Actions holds.',
    query: NO_QUERY,
    name: 'SecretUses',
    answer: Reach,
    async read({ db, viewer }, { id }) {
      const uses = await readSecretUses(db, viewer, id);
      return uses && toReach(uses);
    },
  }),
];
