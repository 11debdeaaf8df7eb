import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { McpHandler } from '../../demo/world/mcp-server.ts';

/** An MCP server of a code host that notes what it is asked. */
export interface RepositoryServer extends McpHandler {
  /** JSON-RPC methods in the order in which they came. */
  readonly methods: readonly string[];
}

const callSchema = z.object({ method: z.string() });

/** Makes one whose tools can destroy something. The SDK warns of strange names, so the hostile one is put in afterwards. */
export function createRepositoryServer(hostileName: string): RepositoryServer {
  const methods: string[] = [];
  const mcp = createMcpHandler(() => {
    const server = new McpServer({ name: 'repositories', version: '1.0.0' });
    const tools = {
      list_repositories: { readOnlyHint: true },
      delete_repository: { destructiveHint: true },
      purge_repository: { destructiveHint: true },
      comment: {},
    };
    for (const [name, annotations] of Object.entries(tools))
      server.registerTool(name, { annotations, inputSchema: z.object({}) }, () => {
        throw new Error('a tool was called');
      });
    return server;
  });
  return {
    methods,
    async fetch(request, ...rest) {
      const call = callSchema.safeParse(
        await request
          .clone()
          .json()
          .catch(() => undefined),
      );
      methods.push(call.data?.method ?? request.method);
      const response = await mcp.fetch(request, ...rest);
      if (call.data?.method !== 'tools/list') return response;
      const text = (await response.text()).replaceAll('"purge_repository"', JSON.stringify(hostileName));
      return new Response(text, {
        status: response.status,
        headers: { 'content-type': response.headers.get('content-type') ?? '' },
      });
    },
    close: () => mcp.close(),
  };
}
