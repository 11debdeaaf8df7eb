/** Places where MCP credentials live although they have no structure that names a server: dotenv files and workflows. */
const MCP_PATH =
  /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.envrc|\.github\/workflows\/[^/]+\.ya?ml)$|mcp/i;
/** `mcp` as a word or a part of one, as people write it: `MCP_TOKEN`, `mcpServers`, `server-mcp`, `@modelcontextprotocol`. */
const MCP_WORD = /(?<![a-z])mcp(?![a-z])|mcp[-_]?servers?|modelcontextprotocol|model context protocol/i;
/** As {@link MCP_WORD}, but cheaper and wider: worth reading, not yet in the scope of a policy. */
const MENTION = /mcp|modelcontextprotocol|context_servers/i;

/** True when a text has to do with MCP, although it may be no known surface: credentials in it are in the scope `mcp`. */
export function hasMcpContext(path: string, content: string): boolean {
  return MCP_PATH.test(path) || MCP_WORD.test(content);
}

/** True when a text speaks of MCP at all. */
export function mentionsMcp(content: string): boolean {
  return MENTION.test(content);
}
