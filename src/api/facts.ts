import { z } from 'zod';
import { listOf, Moment } from './parts.ts';

/** What was learned of a credential, as far as its provider, its MCP server or the value itself said. */
export const Facts = z
  .object({
    owner: z.string().optional().describe('As its provider names them.'),
    principalKind: z.enum(['user', 'bot', 'service', 'org', 'unknown']),
    issuer: z.string().optional(),
    scopes: listOf(z.string()),
    audience: listOf(z.string()),
    environment: z.string().optional(),
    issuedAt: Moment.optional(),
    expiresAt: Moment.optional(),
    lastUsedAt: Moment.optional(),
    tools: listOf(
      z.object({ name: z.string(), readOnly: z.boolean().optional(), destructive: z.boolean().optional() }),
    )
      .optional()
      .describe('Tools of the MCP server that it opened, with the server’s own hints.'),
    moreTools: z.boolean().describe('There were more than are listed.'),
    source: z.enum(['offline', 'provider']).describe('`offline`: read from the value itself.'),
    describedAt: Moment,
  })
  .meta({ id: 'Facts' });
