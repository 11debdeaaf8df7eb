import type { Kind } from '../readers/kind.ts';
import { braces, node, python, quotedDollar } from './reference-syntax.ts';
import type { Surface } from './surface.ts';

const CONTAINERS = ['mcpServers', 'mcp_servers', 'mcp-servers', 'context_servers', 'servers', 'mcp'];

const text = (id: string, name: string, reference?: Surface['reference']): Surface => ({
  id,
  name,
  paths: [],
  containers: CONTAINERS,
  ...(reference ? { reference } : {}),
});

/** Files that no client reads as its configuration, but that speak of MCP: a surface for each kind. */
export const TEXTS: Readonly<Partial<Record<Kind, Surface>>> = {
  slashes: text('source', 'Source code', node),
  hashes: text('source-python', 'Python source code', python),
  notebook: text('notebook', 'Notebook', python),
  shell: text('shell', 'Shell script', quotedDollar),
  docker: text('dockerfile', 'Dockerfile', braces),
  markdown: text('markdown', 'Markdown'),
  text: text('document', 'Text'),
  markup: text('markup', 'XML'),
};
