import { NOTHING_ELSE, braces, continueSecret, copilot } from './reference-syntax.ts';
import { codex, goose } from './statement-syntax.ts';
import type { Surface } from './surface.ts';

/** Clients and frameworks that keep their servers in TOML, YAML or front matter, and hosts of servers. */
export const FRAMEWORKS: readonly Surface[] = [
  {
    // Codex expands nothing: `bearer_token_env_var` and `env_vars` name variables instead.
    // https://developers.openai.com/codex/mcp
    id: 'codex',
    expands: NOTHING_ELSE,
    name: 'Codex CLI',
    paths: ['.codex/*.toml', 'codex/config.toml'],
    containers: ['mcp_servers'],
    statement: codex,
  },
  {
    id: 'copilot-agent-file',
    name: 'Copilot custom agent',
    paths: ['.github/agents/*.md', '*.agent.md', '.github/chatmodes/*.md'],
    containers: ['mcp-servers', 'mcpServers'],
    reference: copilot,
  },
  {
    // https://docs.continue.dev/customize/deep-dives/mcp
    id: 'continue-yaml',
    expands: NOTHING_ELSE,
    name: 'Continue',
    paths: [
      '.continue/*.yaml',
      '.continue/*.yml',
      '.continue/mcpservers/*.yaml',
      '.continue/mcpservers/*.yml',
      '.continue/agents/*.yaml',
      '.continue/assistants/*.yaml',
    ],
    containers: ['mcpServers', 'modelContextProtocolServers'],
    reference: continueSecret,
  },
  {
    id: 'goose',
    expands: NOTHING_ELSE,
    name: 'Goose',
    paths: [
      'goose/config.yaml',
      'goose/config/config.yaml',
      '.goose/*.yaml',
      'goose/secrets.yaml',
      'goose/recipes/*.yaml',
      '.goose/recipes/*.yaml',
    ],
    containers: ['extensions', 'mcpServers'],
    statement: goose,
  },
  {
    id: 'fast-agent',
    name: 'fast-agent',
    paths: [
      'fastagent.config.yaml',
      'fastagent.secrets.yaml',
      'fastagent.config.yml',
      'fastagent.secrets.yml',
    ],
    containers: ['servers', 'targets', 'mcpServers'],
    reference: braces,
  },
  {
    id: 'mcp-agent',
    name: 'mcp-agent',
    paths: [
      'mcp_agent.config.yaml',
      'mcp_agent.secrets.yaml',
      'mcp_agent.config.yml',
      'mcp_agent.secrets.yml',
    ],
    containers: ['servers', 'mcpServers'],
    reference: braces,
  },
  {
    id: 'librechat',
    name: 'LibreChat',
    paths: ['librechat.yaml', 'librechat.yml'],
    containers: ['mcpServers'],
    reference: braces,
  },
  {
    id: 'smithery',
    name: 'Smithery',
    paths: ['smithery.yaml', 'smithery.yml', 'smithery.json'],
    containers: ['mcpServers', 'servers'],
  },
];
