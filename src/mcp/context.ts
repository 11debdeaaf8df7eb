import type { WebContext } from '../web/request.ts';
import type { ReadRights } from '../web/session.ts';

/** What the MCP server needs: it is there only where people can log in through GitHub, at an address that is known. */
export interface McpContext extends WebContext {
  readonly readRights: ReadRights;
  /** Origin: `https://rekey.corp.example`. */
  readonly publicUrl: string;
}

/** The one thing that an agent may do. */
export const SCOPE = 'rekey:read';

const MCP_PATH = '/mcp';

/** The address of the MCP server: the audience of its tokens (RFC 8707). */
export const resourceOf = ({ publicUrl }: Pick<McpContext, 'publicUrl'>): URL => new URL(MCP_PATH, publicUrl);
