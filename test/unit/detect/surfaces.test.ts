import { describe, expect, it } from '@jest/globals';
import { looksLikeServerMap, replacementFor, surfaceOf } from '../../../src/detect/index.ts';
import { surfaces } from '../../../src/detect/surfaces/surfaces.ts';
import { githubPat } from '../../support/credentials.ts';

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

describe('replacementFor', () => {
  const place = { slot: 'env', key: 'GITHUB_TOKEN', server: 'github' } as const;

  it.each([
    ['claude-code', '${GITHUB_TOKEN}'],
    ['cursor', '${env:GITHUB_TOKEN}'],
    ['vscode', '${input:GITHUB_TOKEN}'],
    ['opencode', '{env:GITHUB_TOKEN}'],
    ['crush', '$GITHUB_TOKEN'],
    ['gemini', '${GITHUB_TOKEN}'],
    ['claude-desktop', undefined],
    ['generic', undefined],
    ['text', undefined],
    ['__proto__', undefined],
  ])('in %s: %s', (surface, expected) => {
    expect(replacementFor({ ...place, surface })).toBe(expected);
  });

  it.each([
    [{ slot: 'header', key: 'Authorization', server: 'acme' }, 'ACME_TOKEN'],
    [{ slot: 'header', key: 'X-Api-Key', server: 'acme' }, 'ACME_API_KEY'],
    [{ slot: 'argument', key: '--access-token', server: 'my server' }, 'MY_SERVER_ACCESS_TOKEN'],
    [{ slot: 'url-query', key: 'tavilyApiKey', server: 'x' }, 'TAVILY_API_KEY'],
    [{ slot: 'url-path', server: 'zapier' }, 'ZAPIER_TOKEN'],
    [{ slot: 'url-userinfo', key: 'DATABASE_URL', server: 'pg' }, 'DATABASE_URL_PASSWORD'],
    [{ slot: 'env', key: 'API_KEY', provider: 'exa' }, 'EXA_API_KEY'],
    [{ slot: 'env', key: 'API_KEY', provider: 'unknown' }, 'MCP_API_KEY'],
    [{ slot: 'argument' }, 'MCP_SECRET'],
  ] as const)('names the variable of %j', (context, name) => {
    expect(replacementFor({ surface: 'claude-code', ...context })).toBe(`\${${name}}`);
  });

  it('lets nothing of a hostile name through', () => {
    const token = githubPat();
    for (const key of [
      '`x`\n${y}',
      '](http://evil)',
      '@team',
      '1',
      '',
      'A'.repeat(10_000),
      token,
      `x_${token}`,
      '\u202e',
      '${{ secrets.X }}',
    ]) {
      const written = replacementFor({ surface: 'claude-code', slot: 'env', key, server: key });
      expect(written).toMatch(/^\$\{[A-Z][A-Z0-9_]{0,63}\}$/);
      expect(written?.toLowerCase()).not.toContain(token.slice(4, 12).toLowerCase());
    }
  });
});
