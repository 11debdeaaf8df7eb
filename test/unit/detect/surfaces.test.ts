import { describe, expect, it } from '@jest/globals';
import { looksLikeServerMap, surfaceOf } from '../../../src/detect/index.ts';
import { surfaces } from '../../../src/detect/surfaces/surfaces.ts';

describe('surfaceOf', () => {
  it.each([
    ['.mcp.json', 'claude-code'],
    ['packages/api/.mcp.json', 'claude-code'],
    ['.claude.json', 'claude-code'],
    ['.claude/settings.local.json', 'claude-code'],
    ['claude_desktop_config.json', 'claude-desktop'],
    ['docs/claude_desktop_config.example.json', 'claude-desktop'],
    ['.cursor/mcp.json', 'cursor'],
    [String.raw`app\.Cursor\MCP.json`, 'cursor'],
    ['.cursor/mcp.json.bak', 'cursor'],
    ['.cursor/mcp.json~', 'cursor'],
    ['.vscode/mcp.json', 'vscode'],
    ['.vscode/settings.json', 'vscode'],
    ['acme.code-workspace', 'vscode'],
    ['.devcontainer/devcontainer.json', 'vscode'],
    ['.codeium/windsurf/mcp_config.json', 'windsurf'],
    ['.gemini/antigravity/mcp_config.json', 'antigravity'],
    ['cline_mcp_settings.json', 'cline'],
    ['.roo/mcp.json', 'roo'],
    ['mcp_settings-production.json', 'roo'],
    ['.kilocode/mcp.json', 'kilo'],
    ['.zed/settings.json', 'zed'],
    ['.gemini/settings.json', 'gemini'],
    ['gemini-extension.json', 'gemini'],
    ['.qwen/settings.json', 'qwen'],
    ['opencode.jsonc', 'opencode'],
    ['.crush.json', 'crush'],
    ['.amazonq/mcp.json', 'amazonq'],
    ['.kiro/settings/mcp.json', 'kiro'],
    ['.kiro/agents/review.json', 'kiro'],
    ['.junie/mcp/mcp.json', 'junie'],
    ['.trae/mcp.json', 'trae'],
    ['.factory/mcp.json', 'factory'],
    ['.augment/settings.json', 'augment'],
    ['.copilot/mcp-config.json', 'copilot-cli'],
    ['.github/copilot/mcp.json', 'copilot-agent'],
    ['.lmstudio/mcp.json', 'lmstudio'],
    ['config/mcporter.json', 'mcporter'],
    ['.vs/mcp.json', 'visual-studio'],
    ['mcp.json', 'generic'],
    ['config/mcp.example.json', 'generic'],
    ['my-mcp-servers.json', 'generic'],
  ])('%s is read by %s', (path, id) => {
    expect(surfaceOf(path)?.id).toBe(id);
  });

  it.each([
    'settings.json',
    'src/mcp.ts',
    'README.md',
    'notmcp.json/x',
    'x.claude.json',
    'mcp',
    '',
    '/',
    'a'.repeat(5000),
  ])('%.40s is no surface', (path) => {
    expect(surfaceOf(path)).toBeUndefined();
  });

  it('knows each surface once', () => {
    expect(new Set(surfaces.map(({ id }) => id)).size).toBe(surfaces.length);
  });
});

describe('looksLikeServerMap', () => {
  it.each([
    '{"mcpServers":{}}',
    '  mcpServers:\n    - name: x',
    '[mcp_servers.acme]',
    '"mcp-servers" : {',
    '{"context_servers": {}}',
    '{"servers":{"acme":{"type":"http"',
    '{"mcp": {',
  ])('%s', (content) => {
    expect(looksLikeServerMap(content)).toBe(true);
  });

  it.each(['', '{"servers":["a"]}', 'const mcp = 1', '{"name":"mcp"}', 'an article on mcp servers'])(
    'not %s',
    (content) => {
      expect(looksLikeServerMap(content)).toBe(false);
    },
  );
});
