import type { Kind } from '../readers/kind.ts';
import { programSyntax } from './program-syntax.ts';
import { NOTHING_ELSE, braces, node, python, quotedDollar } from './reference-syntax.ts';
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
const TEXTS: Readonly<Partial<Record<Kind, Surface>>> = {
  slashes: text('source', 'Source code', programSyntax(node)),
  hashes: text('source-python', 'Python source code', programSyntax(python)),
  shell: text('shell', 'Shell script', programSyntax(quotedDollar)),
  // What stands in an image is read by whoever has it; the value comes when it runs, not when it is built.
  docker: text('dockerfile', 'Dockerfile'),
  markdown: text('markdown', 'Markdown'),
  text: text('document', 'Text'),
  markup: text('markup', 'XML'),
};

/** Compose files by their usual names. https://docs.docker.com/reference/compose-file/interpolation/ */
const COMPOSE_NAME = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i;
export const isComposeFile = (path: string) => COMPOSE_NAME.test(path);

const COMPOSE: Surface = {
  ...text('compose', 'Docker Compose file', braces),
  expands: NOTHING_ELSE,
  doublesDollar: true,
};

/** What a file that is no client's configuration counts as when it speaks of MCP; undefined for any document. */
export function textSurface(path: string, kind: Kind): Surface | undefined {
  return isComposeFile(path) ? COMPOSE : TEXTS[kind];
}

/** Every surface that a path alone does not make one. */
export const textSurfaces: readonly Surface[] = [COMPOSE, ...Object.values(TEXTS)];
