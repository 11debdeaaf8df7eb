import type { Surface } from './surface.ts';
import { braces, env, input } from './reference-syntax.ts';

const MCP_SERVERS = ['mcpServers'];

/** Editors and their extensions, most specific path first. */
export const EDITORS: readonly Surface[] = [
  {
    id: 'cursor',
    name: 'Cursor',
    paths: ['.cursor/mcp.json', 'cursor/user/mcp.json', '.cursor-plugin/plugin.json'],
    containers: MCP_SERVERS,
    reference: env,
  },
  {
    // https://code.visualstudio.com/docs/copilot/reference/mcp-configuration
    id: 'vscode',
    name: 'VS Code',
    paths: [
      '.vscode/mcp.json',
      '.vscode/settings.json',
      'code/user/mcp.json',
      'code/user/settings.json',
      'code - insiders/user/mcp.json',
      'code - insiders/user/settings.json',
      '*.code-workspace',
      'devcontainer.json',
      '.devcontainer.json',
    ],
    containers: ['servers', 'mcp.servers', 'mcp', 'mcpServers'],
    reference: input,
  },
  {
    id: 'antigravity',
    name: 'Antigravity',
    paths: ['.gemini/antigravity/mcp_config.json'],
    containers: MCP_SERVERS,
  },
  {
    id: 'windsurf',
    name: 'Windsurf',
    paths: [
      '.windsurf/mcp_config.json',
      '.windsurf/mcp.json',
      'windsurf/mcp_config.json',
      'windsurf-next/mcp_config.json',
      '.codeium/mcp_config.json',
      'mcp_config.json',
    ],
    containers: MCP_SERVERS,
    reference: env,
  },
  {
    id: 'cline',
    name: 'Cline',
    paths: ['cline_mcp_settings.json', '.cline/mcp.json'],
    containers: MCP_SERVERS,
    reference: env,
  },
  {
    id: 'roo',
    name: 'Roo Code',
    paths: ['.roo/mcp.json', 'mcp_settings.json'],
    containers: MCP_SERVERS,
    reference: env,
  },
  {
    id: 'kilo',
    name: 'Kilo Code',
    paths: ['.kilocode/mcp.json', 'kilo.json', 'kilo.jsonc'],
    containers: ['mcpServers', 'mcp'],
    reference: env,
  },
  {
    id: 'zed',
    name: 'Zed',
    paths: ['.zed/settings.json', 'zed/settings.json'],
    containers: ['context_servers'],
  },
  {
    id: 'kiro',
    name: 'Kiro',
    paths: ['.kiro/settings/mcp.json', '.kiro/mcp.json', '.kiro/agents/*.json'],
    containers: MCP_SERVERS,
    reference: braces,
  },
  {
    id: 'junie',
    name: 'JetBrains Junie',
    paths: ['.junie/mcp/mcp.json', '.junie/mcp.json'],
    containers: MCP_SERVERS,
  },
  {
    id: 'visual-studio',
    name: 'Visual Studio',
    paths: ['.vs/mcp.json'],
    containers: ['servers', 'mcpServers'],
    reference: input,
  },
  {
    id: 'jetbrains-copilot',
    name: 'Copilot for JetBrains',
    paths: ['github-copilot/intellij/mcp.json'],
    containers: ['servers', 'mcpServers'],
  },
  {
    id: 'continue',
    name: 'Continue',
    paths: ['.continue/config.json', '.continue/mcpservers/*.json'],
    containers: ['mcpServers', 'modelContextProtocolServers'],
  },
  { id: 'trae', name: 'Trae', paths: ['.trae/mcp.json', 'trae/user/mcp.json'], containers: MCP_SERVERS },
  { id: 'augment', name: 'Augment', paths: ['.augment/settings.json'], containers: MCP_SERVERS },
];
