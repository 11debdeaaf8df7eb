import { NOTHING_ELSE, SHELL, actions, python } from './reference-syntax.ts';
import type { Surface } from './surface.ts';

/**
 * A variable of GitHub Actions or of GitHub's agents: no file, and what it holds may be a whole configuration.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export const ACTIONS_VARIABLE: Surface = {
  id: 'actions-variable',
  name: 'GitHub Actions variable',
  paths: [],
  containers: ['mcpServers', 'mcp_servers', 'mcp-servers', 'servers', 'mcp', 'context_servers'],
  expands: NOTHING_ELSE,
  reference: actions,
};

/** Where clients and servers take their variables and tokens from. */
export const ENVIRONMENTS: readonly Surface[] = [
  ACTIONS_VARIABLE,
  {
    // Access and refresh tokens, and the secret of the client's own registration (RFC 7591).
    id: 'token-cache',
    expands: NOTHING_ELSE,
    name: 'Token cache of an MCP client',
    paths: [
      '.mcp-auth/**',
      '.mcporter/**',
      '.claude/.credentials.json',
      '.claude/credentials.json',
      '.codex/auth.json',
      '.codex/.credentials.json',
      '.gemini/mcp-oauth-tokens*.json',
      '.gemini/oauth_creds.json',
      '.qwen/mcp-oauth-tokens*.json',
      '.qwen/oauth_creds.json',
      'opencode/auth.json',
      'opencode/mcp-auth.json',
      '.fastmcp/**',
    ],
    containers: ['mcpServers', 'mcpOAuth'],
  },
  {
    id: 'dotenv',
    expands: SHELL,
    name: 'dotenv file',
    paths: ['.env', '.env.*', '.env-*', '*.env', '.envrc', '.dev.vars', '.flaskenv'],
    containers: [],
  },
  {
    id: 'mise',
    name: 'mise configuration',
    paths: ['mise.toml', '.mise.toml', 'mise.*.toml', '.mise.*.toml', 'mise/config.toml'],
    containers: [],
    expands: NOTHING_ELSE,
  },
  {
    id: 'transcript',
    name: 'Transcript of an agent',
    paths: [
      '.claude/projects/**',
      '.specstory/**',
      '.codex/sessions/**',
      'session*.jsonl',
      '.aider.chat.history.md',
      '.gemini/tmp/**',
    ],
    containers: ['mcpServers'],
    trust: 'mention',
  },
  {
    id: 'notebook',
    name: 'Notebook',
    paths: ['*.ipynb'],
    containers: ['mcpServers'],
    trust: 'mention',
    reference: python,
  },
  {
    // https://docs.github.com/en/actions/how-tos/security-for-github-actions/security-guides/using-secrets-in-github-actions
    id: 'workflow',
    name: 'GitHub Actions workflow',
    paths: [
      '.github/workflows/*.yml',
      '.github/workflows/*.yaml',
      '.github/workflows/*.md',
      'action.yml',
      'action.yaml',
    ],
    containers: ['mcpServers', 'mcp-servers', 'mcp_servers'],
    trust: 'settings',
    reference: actions,
  },
];
