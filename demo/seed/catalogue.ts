import type { Slot } from '../../src/detect/index.ts';
import type { PrincipalKind } from '../../src/store/credential-facts-table.ts';

/** A type of credential in the seeded organisation; of its values nothing but prefix and length is ever made. */
export interface SeededType {
  readonly type: string;
  readonly provider: string;
  readonly prefix: string;
  readonly length: number;
  /** `broker`: it can be revoked without a person. `person`: only its owner can, on the provider's page. */
  readonly ends: 'broker' | 'person';
  readonly scopes: readonly string[];
  readonly principals: readonly PrincipalKind[];
  readonly rotateUrl?: string;
}

const row = (
  type: string,
  provider: string,
  prefix: string,
  length: number,
  more: Pick<SeededType, 'ends' | 'principals'> & Partial<SeededType>,
): SeededType => ({ type, provider, prefix, length, scopes: [], ...more });

const MACHINE = ['service', 'service', 'bot'] as const;
const HUMAN = ['user', 'user', 'bot'] as const;

/** The types with their shares of all credentials. */
export const TYPES: readonly (readonly [weight: number, one: SeededType])[] = [
  [26, row('mcp-bearer', 'mcp', '', 43, { ends: 'broker', principals: MACHINE, scopes: ['invoices.read'] })],
  [
    14,
    row('github-pat-fine-grained', 'github', 'github_pat_', 93, {
      ends: 'broker',
      principals: HUMAN,
      scopes: ['contents:read'],
    }),
  ],
  [
    12,
    row('github-pat-classic', 'github', 'ghp_', 40, {
      ends: 'broker',
      principals: HUMAN,
      scopes: ['repo', 'workflow'],
    }),
  ],
  [8, row('gitlab-pat', 'gitlab', 'glpat-', 26, { ends: 'broker', principals: HUMAN, scopes: ['api'] })],
  [
    7,
    row('slack-bot-token', 'slack', 'xoxb-', 56, {
      ends: 'broker',
      principals: ['bot'],
      scopes: ['chat:write'],
    }),
  ],
  [
    9,
    row('openai-project-key', 'openai', 'sk-proj-', 164, {
      ends: 'person',
      principals: MACHINE,
      rotateUrl: 'https://platform.openai.com/api-keys',
    }),
  ],
  [
    8,
    row('anthropic-api-key', 'anthropic', 'sk-ant-api03-', 108, {
      ends: 'person',
      principals: MACHINE,
      rotateUrl: 'https://console.anthropic.com/settings/keys',
    }),
  ],
  [4, row('npm-access-token', 'npm', 'npm_', 40, { ends: 'broker', principals: HUMAN, scopes: ['publish'] })],
  [
    3,
    row('huggingface-token', 'huggingface', 'hf_', 37, {
      ends: 'person',
      principals: HUMAN,
      scopes: ['read'],
    }),
  ],
  [3, row('tavily-api-key', 'tavily', 'tvly-', 37, { ends: 'person', principals: MACHINE })],
  [3, row('context7-api-key', 'context7', 'ctx7sk-', 43, { ends: 'person', principals: MACHINE })],
  [2, row('pypi-api-token', 'pypi', 'pypi-', 179, { ends: 'broker', principals: HUMAN, scopes: ['upload'] })],
  [
    0.8,
    row('buildkite-agent-access-token', 'buildkite', 'bkaa_', 50, { ends: 'person', principals: MACHINE }),
  ],
  [0.2, row('clojars-deploy-token', 'clojars', 'CLOJARS_', 68, { ends: 'person', principals: HUMAN })],
];

/** A kind of file in which MCP credentials stand. */
export interface SeededSurface {
  readonly surface: string;
  readonly path: string;
  readonly slot: Slot;
}

/** The files with their shares. */
export const SURFACES: readonly (readonly [weight: number, one: SeededSurface])[] = [
  [22, { surface: 'claude-code', path: '.mcp.json', slot: 'env' }],
  [18, { surface: 'cursor', path: '.cursor/mcp.json', slot: 'header' }],
  [14, { surface: 'vscode', path: '.vscode/mcp.json', slot: 'header' }],
  [10, { surface: 'claude-desktop', path: 'config/claude_desktop_config.json', slot: 'argument' }],
  [8, { surface: 'codex', path: '.codex/config.toml', slot: 'env' }],
  [10, { surface: 'dotenv', path: '.env', slot: 'env' }],
  [8, { surface: 'workflow', path: '.github/workflows/agent.yml', slot: 'env' }],
  [5, { surface: 'generic', path: 'docs/setup.md', slot: 'header' }],
  [3, { surface: 'zed', path: '.zed/settings.json', slot: 'url-query' }],
  [2, { surface: 'notebook', path: 'notebooks/agent.ipynb', slot: 'env' }],
];

export const TEAMS = [
  'payments',
  'platform',
  'search',
  'data',
  'mobile',
  'web',
  'identity',
  'support-tools',
  'machine-learning',
  'infrastructure',
] as const;

export const PEOPLE = [
  'amara-okafor',
  'bjorn-lindqvist',
  'chen-wei',
  'dana-petrova',
  'elif-kaya',
  'farid-haddad',
  'grace-mbeki',
  'hiro-tanaka',
  'ines-duarte',
  'jonas-weber',
  'kavya-rao',
  'liam-byrne',
] as const;

/** Those who may decide, and did. */
export const APPROVERS = ['dana-petrova', 'jonas-weber', 'grace-mbeki'] as const;

export const SERVERS = [
  'billing',
  'github',
  'search',
  'slack',
  'warehouse',
  'tickets',
  'browser',
  'memory',
  'calendar',
  'deploy',
] as const;

/** Programs that fetch a server, with and without a version. */
export const PACKAGES = [
  ['npx', '@modelcontextprotocol/server-github', '2025.4.8'],
  ['npx', '@northwind/mcp-search', null],
  ['npx', 'tavily-mcp', null],
  ['uvx', 'mcp-server-fetch', '0.6.2'],
  ['docker', 'ghcr.io/northwind/mcp-warehouse', '1.9'],
] as const;

export const ENVIRONMENTS = ['production', 'staging', 'test'] as const;

/** Words of which names of repositories are made. */
export const AREAS = [
  'ledger',
  'checkout',
  'catalog',
  'agent',
  'search',
  'gateway',
  'mobile',
  'reports',
  'events',
  'notify',
] as const;
export const PARTS = [
  'api',
  'web',
  'worker',
  'tools',
  'infra',
  'docs',
  'sdk',
  'jobs',
  'bot',
  'console',
] as const;

/** Names of secrets of Actions. */
export const SECRETS = [
  'BILLING_MCP_TOKEN',
  'GH_MCP_PAT',
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'SLACK_BOT_TOKEN',
  'TAVILY_API_KEY',
  'NPM_TOKEN',
  'WAREHOUSE_TOKEN',
] as const;
