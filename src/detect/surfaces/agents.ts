import type { Surface } from './surface.ts';
import { braces, copilot, curly, dollar, env } from './reference-syntax.ts';

const MCP_SERVERS = ['mcpServers'];

/** Command-line agents, desktop applications and tools, most specific path first. */
export const AGENTS: readonly Surface[] = [
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
    reference: curly,
  },
  {
    id: 'crush',
    name: 'Crush',
    paths: ['crush.json', '.crush.json'],
    containers: ['mcp'],
    reference: dollar,
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
    reference: copilot,
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
    id: 'amp',
    name: 'Amp',
    paths: ['.amp/settings.json'],
    containers: ['amp.mcpServers', 'mcpServers'],
    reference: braces,
  },
  {
    id: 'iflow',
    name: 'iFlow CLI',
    paths: ['.iflow/settings.json'],
    containers: MCP_SERVERS,
    reference: braces,
  },
  { id: 'rovo', name: 'Rovo Dev', paths: ['.rovodev/mcp.json'], containers: MCP_SERVERS },
  {
    id: 'grok',
    name: 'Grok CLI',
    paths: ['.grok/settings.json', '.grok/user-settings.json'],
    containers: MCP_SERVERS,
  },
  { id: 'kimi', name: 'Kimi CLI', paths: ['.kimi/mcp.json'], containers: MCP_SERVERS },
  { id: 'warp', name: 'Warp', paths: ['.warp/.mcp.json', '.warp/mcp.json'], containers: MCP_SERVERS },
  { id: 'factory', name: 'Factory', paths: ['.factory/mcp.json'], containers: MCP_SERVERS },
];
