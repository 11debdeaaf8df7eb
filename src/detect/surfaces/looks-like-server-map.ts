/** Names of server maps as clients write them, and the marks of the two clients that say just `mcp` or `servers`. */
const MARKS =
  /["']?mcp[-_.]?servers["']?\s{0,8}[:=]|\[mcp_servers\.|context_servers|modelContextProtocolServers|"mcp"\s{0,8}:\s{0,8}\{|"servers"\s{0,8}:\s{0,8}(?:\{|\[\s{0,64}\{)\s{0,64}"|"command"\s{0,8}:\s{0,8}\[?\s{0,64}"(?:npx|uvx|docker|bunx)"|\btype["']?\s{0,8}:\s{0,8}["']?(?:stdio|streamable[-_]?http)\b/i;

/** Far enough for any configuration; a marker beyond is not worth reading megabytes for. */
const MAX_LENGTH = 4_194_304;

/**
 * Cheap sign that a text configures MCP servers, whatever its path says: worth reading whole, and enough context for a
 * policy of scope `mcp`. Linear.
 */
export function looksLikeServerMap(content: string): boolean {
  return content.length <= MAX_LENGTH && MARKS.test(content);
}
