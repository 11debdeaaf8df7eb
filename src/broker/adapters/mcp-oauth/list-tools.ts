import { z } from 'zod';
import type { Abilities, ToolAbility } from '../../broker.ts';
import { toEgressFailure } from '../../egress-failure.ts';
import { bearerHeaders, type BearerServer } from './open-stream.ts';
import { readRpcResult } from './read-rpc.ts';
import { toolName } from './tool-name.ts';

/** For the whole list, in milliseconds. */
const MAX_MS = 3000;
const MAX_TOOLS = 200;
/** Of all pages together. */
const MAX_BYTES = 65_536;
const MAX_PAGES = 10;

const hint = z.boolean().optional().catch(undefined);
const pageSchema = z.object({
  tools: z.array(
    z.object({
      name: z.string(),
      annotations: z.object({ readOnlyHint: hint, destructiveHint: hint }).optional().catch(undefined),
    }),
  ),
  nextCursor: z.string().max(2000).optional().catch(undefined),
});

/**
 * Asks an MCP server for the tools that a bearer opens (`tools/list`), and for nothing else: no tool is called.
 * Undefined where the server gives no list. Never rejects for a failed request.
 */
export async function listTools(server: BearerServer): Promise<Abilities | undefined> {
  const signal = AbortSignal.any([server.signal, AbortSignal.timeout(MAX_MS)]);
  const bounded = { ...server, signal };
  const tools: ToolAbility[] = [];
  const budget = { bytes: MAX_BYTES };
  let cursor: string | undefined;
  try {
    // Servers that keep sessions want to hear this before anything else.
    if (server.sessionId !== undefined) await post(bounded, { method: 'notifications/initialized' });
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const params = cursor === undefined ? {} : { cursor };
      const answer = await post(bounded, { id: page + 2, method: 'tools/list', params });
      const result = answer && (await readRpcResult(answer, page + 2, budget));
      const list = pageSchema.safeParse(result).data;
      if (!list) return page === 0 ? undefined : { tools, more: true };
      for (const { name, annotations } of list.tools) {
        if (tools.length >= MAX_TOOLS) return { tools, more: true };
        const { readOnlyHint: readOnly, destructiveHint: destructive } = annotations ?? {};
        tools.push({
          name: toolName(name, server.token),
          ...(readOnly === undefined ? {} : { readOnly }),
          ...(destructive === undefined ? {} : { destructive }),
        });
      }
      if (list.nextCursor === undefined) return { tools };
      cursor = list.nextCursor;
    }
    return { tools, more: true };
  } catch (error) {
    toEgressFailure(error);
    return tools.length > 0 ? { tools, more: true } : undefined;
  }
}

async function post(server: BearerServer, message: Readonly<Record<string, unknown>>) {
  const answer = await server.fetch.open?.(server.url, {
    method: 'POST',
    headers: {
      ...bearerHeaders(server),
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    signal: server.signal,
  });
  if (message['id'] === undefined) answer?.close();
  return answer;
}
