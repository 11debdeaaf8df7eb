import { AGENTS } from './agents.ts';
import { EDITORS } from './editors.ts';
import { ENVIRONMENTS } from './environments.ts';
import { FRAMEWORKS } from './frameworks.ts';
import type { Surface } from './surface.ts';

/** A file that speaks of MCP servers, read by we do not know whom. Also for files known by their content only. */
export const GENERIC: Surface = {
  id: 'generic',
  name: 'MCP configuration',
  paths: ['json', 'jsonc', 'json5', 'yaml', 'yml', 'toml'].map((extension) => `*mcp*.${extension}`),
  containers: [
    'mcpServers',
    'mcp_servers',
    'mcp-servers',
    'servers',
    'mcp',
    'context_servers',
    'mcp.servers',
    'amp.mcpServers',
    'modelContextProtocolServers',
  ],
};

/** All surfaces, the first that fits wins. */
export const surfaces: readonly Surface[] = [...EDITORS, ...AGENTS, ...FRAMEWORKS, ...ENVIRONMENTS, GENERIC];
