import { Client, SdkHttpError, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/**
 * Lists the names of an MCP server's tools with the official client, as an agent with this token in its
 * configuration does. Rejects with an error that has the HTTP `status` (401: the token is refused), also in its text.
 */
export async function listTools(url: string, token: string): Promise<readonly string[]> {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  const client = new Client({ name: 'demo-agent', version: '1.0.0' });
  try {
    await client.connect(transport);
    const { tools } = await client.listTools();
    return tools.map(({ name }) => name);
  } catch (cause) {
    if (!(cause instanceof SdkHttpError)) throw cause;
    const { status } = cause;
    throw Object.assign(new Error(`the MCP server answered HTTP ${status}`, { cause }), { status });
  } finally {
    await client.close();
  }
}
