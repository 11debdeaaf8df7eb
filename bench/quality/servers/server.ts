import type { Setting } from '../values/harmless.ts';

/** One MCP server as a client's configuration describes it, before any client's syntax. Values may hold marks. */
export interface Server {
  readonly name: string;
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: readonly Setting[];
  readonly url?: string;
  readonly headers?: readonly Setting[];
  readonly oauth?: { readonly clientId: string; readonly clientSecret: string };
}
