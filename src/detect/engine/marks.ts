/** What a text says that has to do with MCP, in lower case, and the rare pair of letters by which the scan finds it. */
interface Mark {
  readonly text: string;
  readonly pair: string;
}

/**
 * Names of the protocol and of server maps: `mcpServers`, `[mcp_servers.x]`, `MCP_TOKEN`; Zed's `context_servers`;
 * `@modelcontextprotocol`; the `servers` of VS Code. Case does not matter.
 */
export const MARKS: readonly Mark[] = [
  { text: 'mcp', pair: 'cp' },
  { text: 'context_servers', pair: 'xt' },
  { text: 'modelcontextprotocol', pair: 'xt' },
  { text: 'model context protocol', pair: 'xt' },
  { text: '"servers"', pair: 'rv' },
];
