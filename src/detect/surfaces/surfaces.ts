import type { Surface } from './surface.ts';

const braces = (name: string) => `\${${name}}`;
const env = (name: string) => `\${env:${name}}`;
const input = (name: string) => `\${input:${name}}`;

const MCP_SERVERS = ['mcpServers'];

/** Clients whose own file is known, most specific first. */
const CLIENTS: readonly Surface[] = [
  {
    // https://code.claude.com/docs/en/mcp#environment-variable-expansion-in-mcp-json
    id: 'claude-code',
    name: 'Claude Code',
    paths: [
      '.mcp.json',
      '.claude.json',
      '.claude/mcp.json',
      '.claude/settings*.json',
      'managed-mcp.json',
      '.claude-plugin/plugin.json',
    ],
    containers: ['mcpServers', 'servers'],
    sharedWith: { servers: 'visual-studio' },
    reference: braces,
  },
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    paths: ['claude_desktop_config*.json', 'claude desktop/config.json'],
    containers: MCP_SERVERS,
  },
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
    id: 'gemini',
    name: 'Gemini CLI',
    paths: ['.gemini/settings.json', 'gemini-extension.json'],
    containers: MCP_SERVERS,
    reference: braces,
  },
  {
    id: 'qwen',
    name: 'Qwen Code',
    paths: ['.qwen/settings.json', 'qwen-extension.json'],
    containers: MCP_SERVERS,
    reference: braces,
  },
  {
    // https://opencode.ai/docs/config/#variables
    id: 'opencode',
    name: 'opencode',
    paths: ['opencode.json', 'opencode.jsonc', '.opencode/config.json'],
    containers: ['mcp'],
    reference: (name) => `{env:${name}}`,
  },
  {
    id: 'crush',
    name: 'Crush',
    paths: ['crush.json', '.crush.json'],
    containers: ['mcp'],
    reference: (name) => `$${name}`,
  },
  {
    id: 'amazonq',
    name: 'Amazon Q Developer',
    paths: [
      '.amazonq/mcp.json',
      '.amazonq/default.json',
      'amazonq/mcp.json',
      'amazonq/default.json',
      'amazonq/agents/*.json',
      'amazonq/cli-agents/*.json',
    ],
    containers: MCP_SERVERS,
    reference: env,
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
  { id: 'trae', name: 'Trae', paths: ['.trae/mcp.json', 'trae/user/mcp.json'], containers: MCP_SERVERS },
  {
    id: 'copilot-cli',
    name: 'Copilot CLI',
    paths: ['.copilot/mcp-config.json'],
    containers: MCP_SERVERS,
    reference: braces,
  },
  {
    id: 'copilot-agent',
    name: 'Copilot coding agent',
    paths: ['.github/copilot/*.json'],
    containers: MCP_SERVERS,
    reference: (name) => `$COPILOT_MCP_${name}`,
  },
  {
    id: 'lmstudio',
    name: 'LM Studio',
    paths: ['.lmstudio/mcp.json', 'lm-studio/mcp.json'],
    containers: MCP_SERVERS,
  },
  {
    id: 'mcporter',
    name: 'mcporter',
    paths: ['mcporter.json', 'mcporter.jsonc'],
    containers: MCP_SERVERS,
    reference: braces,
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
  {
    id: 'amp',
    name: 'Amp',
    paths: ['.amp/settings.json'],
    containers: ['amp.mcpServers', 'mcpServers'],
    reference: braces,
  },
  { id: 'augment', name: 'Augment', paths: ['.augment/settings.json'], containers: MCP_SERVERS },
  { id: 'factory', name: 'Factory', paths: ['.factory/mcp.json'], containers: MCP_SERVERS },
];

/** A file that speaks of MCP servers, read by we do not know whom. Also for files known by their content only. */
export const GENERIC: Surface = {
  id: 'generic',
  name: 'MCP configuration',
  paths: ['mcp.json', 'mcp.jsonc', '*mcp*.json', '*mcp*.jsonc', '*mcp*.json5'],
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
export const surfaces: readonly Surface[] = [...CLIENTS, GENERIC];
