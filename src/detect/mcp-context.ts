/** Places where MCP credentials live although they have no structure that names a server: dotenv files and workflows. */
const MCP_PATH =
  /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.envrc|\.github\/workflows\/[^/]+\.ya?ml)$|mcp/i;
/** `mcp` as a word or a part of one, as people write it: `MCP_TOKEN`, `mcpServers`, `server-mcp`, `@modelcontextprotocol`. */
const MCP_WORD = /(?<![a-z])mcp(?![a-z])|mcp[-_]?servers?|modelcontextprotocol|model context protocol/i;
/** `mcp` as a part of a name: not in the middle of a word or of encoded data. */
const MENTION =
  /(?<![A-Za-z\d+=])mcp|mcp(?![A-Za-z\d+=])|(?<![A-Za-z\d+=])MCP|MCP(?![A-Za-z\d+=])|\b[A-Za-z]{0,24}M(?:CP|cp)(?:[A-Z][a-z]{1,16}){0,4}\b|modelcontextprotocol|model context protocol|context_servers/;

/** True when a text has to do with MCP, although it may be no known surface: credentials in it are in the scope `mcp`. */
export function hasMcpContext(path: string, content: string): boolean {
  return MCP_PATH.test(path) || MCP_WORD.test(content);
}

/** True when a text speaks of MCP: narrower than the engine's marks, which stand in encoded data by chance as well. */
export function saysMcp(text: string): boolean {
  return MENTION.test(text);
}
