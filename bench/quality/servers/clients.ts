import type { Dialect } from '../values/references.ts';

/** How a client writes one server down. */
export type Form =
  'usual' | 'opencode' | 'zed' | 'requestInit' | 'gemini' | 'windsurf' | 'mcporter' | 'cline';

/** A JSON file of a client that maps the names of servers to servers. */
export interface Client {
  readonly name: string;
  readonly paths: readonly string[];
  /** Keys from the root to the map; none for a map at the root. */
  readonly container: readonly string[];
  readonly dialect: Dialect;
  readonly form?: Form;
  /** Reads JSON with comments. */
  readonly comments?: boolean;
  readonly remote?: boolean;
}

const usual = (
  name: string,
  paths: readonly string[],
  dialect: Dialect,
  rest: Partial<Client> = {},
): Client => ({
  name,
  paths,
  container: ['mcpServers'],
  dialect,
  ...rest,
});

/** Every client that keeps its servers in JSON, with the real paths of its files. */
export const CLIENTS: readonly Client[] = [
  usual(
    'claude-code',
    ['.mcp.json', 'apps/web/.mcp.json', '.claude/mcp.json', 'managed-mcp.json', '.claude/settings.json'],
    'braces',
  ),
  usual('claude-plugin', ['plugins/acme/.mcp.json'], 'plugin', { container: [] }),
  usual(
    'claude-plugin-manifest',
    ['.claude-plugin/plugin.json', '.cursor-plugin/plugin.json', '.codex-plugin/plugin.json'],
    'plugin',
  ),
  usual(
    'claude-desktop',
    [
      'claude_desktop_config.json',
      'Library/Application Support/Claude/claude_desktop_config.json',
      '.config/Claude/claude_desktop_config.json',
      'AppData/Roaming/Claude/claude_desktop_config.json',
    ],
    'none',
    { remote: false },
  ),
  usual('cursor', ['.cursor/mcp.json', 'Cursor/User/mcp.json', 'packages/api/.cursor/mcp.json'], 'cursor'),
  usual('vscode', ['.vscode/mcp.json', 'Code/User/mcp.json', 'Code - Insiders/User/mcp.json'], 'vscode', {
    container: ['servers'],
    comments: true,
  }),
  usual('vscode-settings', ['.vscode/settings.json'], 'vscode', {
    container: ['mcp', 'servers'],
    comments: true,
  }),
  usual('vscode-settings-dotted', ['.vscode/settings.json'], 'vscode', {
    container: ['mcp.servers'],
    comments: true,
  }),
  usual('vscode-workspace', ['acme.code-workspace'], 'vscode', {
    container: ['settings', 'mcp', 'servers'],
    comments: true,
  }),
  usual('devcontainer', ['.devcontainer/devcontainer.json'], 'vscode', {
    container: ['customizations', 'vscode', 'mcp', 'servers'],
    comments: true,
  }),
  usual('visual-studio', ['.vs/mcp.json', 'src/Acme/.mcp.json'], 'vscode', {
    container: ['servers'],
    form: 'requestInit',
  }),
  usual(
    'jetbrains-copilot',
    ['github-copilot/intellij/mcp.json', '.config/github-copilot/xcode/mcp.json'],
    'vscode',
    { container: ['servers'], form: 'requestInit' },
  ),
  usual('copilot-cli', ['.copilot/mcp-config.json', 'home/dev/.copilot/mcp-config.json'], 'braces'),
  usual(
    'copilot-coding-agent',
    ['.github/copilot/mcp.json', '.github/copilot/mcp-config.json'],
    'copilotAgent',
  ),
  usual(
    'windsurf',
    [
      '.codeium/windsurf/mcp_config.json',
      '.codeium/windsurf-next/mcp_config.json',
      '.windsurf/mcp_config.json',
      '.windsurf/mcp.json',
    ],
    'windsurf',
    { form: 'windsurf' },
  ),
  usual('antigravity', ['.gemini/antigravity/mcp_config.json', 'mcp_config.json'], 'none', {
    form: 'windsurf',
  }),
  usual(
    'cline',
    ['cline_mcp_settings.json', 'globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json'],
    'cursor',
    { form: 'cline' },
  ),
  usual('roo', ['.roo/mcp.json', 'mcp_settings.json'], 'cursor'),
  usual('kilo', ['.kilocode/mcp.json'], 'cursor'),
  usual('kilo-jsonc', ['kilo.jsonc'], 'opencode', { container: ['mcp'], form: 'opencode', comments: true }),
  usual('zed', ['.zed/settings.json', '.config/zed/settings.json'], 'none', {
    container: ['context_servers'],
    form: 'zed',
    comments: true,
  }),
  usual('gemini', ['.gemini/settings.json', 'gemini-extension.json'], 'gemini', { form: 'gemini' }),
  usual('qwen', ['.qwen/settings.json', '.iflow/settings.json'], 'gemini', { form: 'gemini' }),
  usual('opencode', ['opencode.json', 'opencode.jsonc', '.opencode/opencode.json'], 'opencode', {
    container: ['mcp'],
    form: 'opencode',
    comments: true,
  }),
  usual('crush', ['crush.json', '.crush.json'], 'crush', { container: ['mcp'] }),
  usual(
    'amazon-q',
    [
      '.amazonq/mcp.json',
      '.amazonq/default.json',
      '.aws/amazonq/mcp.json',
      '.aws/amazonq/cli-agents/dev.json',
      '.aws/amazonq/agents/dev.json',
    ],
    'cursor',
  ),
  usual('kiro', ['.kiro/settings/mcp.json', '.kiro/agents/dev.json', 'kiro_power/mcp.json'], 'cursor'),
  usual('junie', ['.junie/mcp/mcp.json'], 'none'),
  usual('trae', ['.trae/mcp.json', 'Trae/User/mcp.json'], 'none'),
  usual('augment', ['.augment/settings.json'], 'braces'),
  usual('factory', ['.factory/mcp.json'], 'braces'),
  usual('amp', ['.amp/settings.json', '.config/amp/settings.json'], 'braces', {
    container: ['amp.mcpServers'],
    comments: true,
  }),
  usual('warp', ['.warp/.mcp.json'], 'none'),
  usual('rovo', ['.rovodev/mcp.json'], 'none'),
  usual('grok', ['.grok/settings.json'], 'none'),
  usual('kimi', ['.kimi/mcp.json'], 'none'),
  usual('lm-studio', ['.lmstudio/mcp.json', 'mcp.json', '5ire/mcp.json'], 'none'),
  usual('anythingllm', ['anythingllm_mcp_servers.json'], 'none'),
  usual('mcporter', ['config/mcporter.json', '.mcporter/mcporter.json'], 'mcporter', { form: 'mcporter' }),
  usual('mcphub', ['mcp_settings.json', 'mcphub.json', 'mcp-proxy-config.json'], 'braces'),
  usual('mcpo', ['mcpo/config.json'], 'none'),
  usual('list-servers', ['servers.json'], 'braces', { container: ['servers'] }),
  usual(
    'generic',
    ['config/agents/production.json', 'deploy/mcp.prod.json', 'examples/agent-config.json'],
    'braces',
  ),
];
