import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { jwt, sampler, uuidKey } from '../../support/credentials.ts';
import { findInEnv, findInServer } from './mcp-json.ts';

const random = sampler();

/** Keys and values of the kinds that stand in public configurations and are no secrets. */
const NEGATIVES: readonly (readonly [string, string])[] = [
  ['SUPABASE_ANON_KEY', jwt({ iss: 'supabase', ref: 'abc', role: 'anon' })],
  ['SUPABASE_SERVICE_ROLE_KEY', jwt({ iss: 'supabase-demo', role: 'service_role' })],
  ['API_TOKEN', jwt({ sub: '1234567890', name: 'John Doe', iat: 1516239022 })],
  ['STRIPE_KEY', `pk_live_${random.alnum(40)}`],
  ['SUPABASE_KEY', `sb_publishable_${random.base64url(30)}`],
  ['POSTHOG_API_KEY', `phc_${random.alnum(43)}`],
  ['MAPBOX_TOKEN', `pk.eyJ${random.alnum(60)}`],
  ['LANGFUSE_PUBLIC_KEY', `pk-lf-${random.uuid()}`],
  ['NEXT_PUBLIC_MIXPANEL_TOKEN', random.hex(32)],
  ['AZURE_TENANT_ID', uuidKey()],
  ['BROWSERBASE_PROJECT_ID', uuidKey()],
  ['sessionId', uuidKey()],
  ['GOOGLE_CLIENT_ID', `${random.digits(12)}-${random.lowerAlnum(32)}.apps.googleusercontent.com`],
  ['GEMINI_API_KEY', 'gen-lang-client-0123456789'],
  ['COINBASE_API_KEY_NAME', `organizations/${random.uuid()}/apiKeys/${random.uuid()}`],
  ['AWS_ACCESS_KEY_ID', `AKIA${random.upperAlnum(16)}`],
  ['API_KEY', 'claude-3-7-sonnet-20250219'],
  ['API_KEY', 'text-embedding-3-small'],
  ['IMAGE_TOKEN', `sha256:${random.hex(64)}`],
  ['MAX_TOKENS', '64000'],
  ['AUTH', 'none'],
  ['AUTH_TYPE', random.hex(32)],
  ['JIRA_PROJECT_KEY', 'CMMS'],
  ['NEO4J_PASSWORD', 'password'],
  ['MYSQL_PASSWORD', 'p@ssw0rd'],
  ['MYSQL_PASSWORD', 'P@ssw0rd!'],
  ['POSTGRES_PASSWORD', 'payments123'],
  ['MINIO_PASSWORD', 'minioadmin'],
  ['AGE_PASSWORD', 'dopemux_age_dev_password'],
  ['SESSION_PASSWORD', 'very_secure_session_password_minimum_32_chars'],
  ['AUTH_SECRET', 'ci-smoke-test-secret-not-for-production'],
  ['AUTH_TOKEN', 'not-needed-lite-proxy'],
  ['API_KEY', 'ollama'],
  ['API_KEY', 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'],
  ['API_KEY', '61b2c3d4e5f607182930415263748596'],
  ['API_KEY', 'aabbccdd-eeff-0011-2233-445566778899'],
  ['API_KEY', 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'],
  ['API_KEY', '00000000-0000-0000-0000-000000000000'],
  ['API_KEY', '0123456789abcdef0123456789abcdef'],
  ['API_KEY', 'deadbeefdeadbeefdeadbeefdeadbeef'],
  ['GITHUB_TOKEN', 'ghp_foo-bar'],
  ['GITHUB_TOKEN', `ghp_${'x'.repeat(36)}`],
  ['STRIPE_KEY', 'sk_live_example_key_goes_here_1234'],
  ['SLACK_BOT_TOKEN', 'xoxb-your-slack-bot-token'],
  ['OPENAI_API_KEY', 'sk-...'],
  ['GOOGLE_API_KEY', `AIza${'-'.repeat(35)}`],
  ['AWS_SECRET_ACCESS_KEY', ['wJalrXUtnFEMI/K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/')],
  ['GITHUB_TOKEN', 'GITHUB_TOKEN'],
  ['OPENAI_API_KEY', 'openai_api_key'],
  ['TOKEN', 'LINEAR_API_KEY'],
  ['GOOGLE_APPLICATION_CREDENTIALS', '/home/x/keys/acme-1a2b3c4d5e6f.json'],
  ['TOKEN_FILE', `/run/secrets/${random.hex(32)}`],
  ['AUTH_TOKEN', 'infrastructure/acme-mcp/tokens/auth.local.json'],
  ['TOKEN', String.raw`C:\Users\x\.config\acme\token.txt`],
  ['firstTokenDate', '2025-06-27T19:08:31.000Z'],
  ['TOKEN', 'REDACTED'],
  ['TOKEN', '############'],
  ['TOKEN', '••••••••••••'],
  ['TOKEN', '***'],
  ['TOKEN', '[NOT GIVEN]'],
  ['TOKEN', '여기에 토큰 입력하세요'],
  ['TOKEN', '请替换为访问令牌'],
  ['TOKEN', 'REEMPLAZAR_CON_TU_SERVICE_ROLE_KEY_REAL'],
  ['TOKEN', 'REMPLACEZ_PAR_VOTRE_TOKEN_VERCEL'],
  ['TOKEN', 'seu_token_aqui_2024'],
  ['TOKEN', 'your-32-char-minimum-master-key-here'],
  ['TOKEN', 'Set via 1Password'],
  ['API_TOKEN', 'change-me-to-a-long-random-secret'],
  ['CONTACT_TOKEN', 'ops@acme.dev'],
  ['PASSWORD', ''],
];

describe('values that only look like secrets', () => {
  it.each(NEGATIVES.map(([key, value], index) => [index, key, value] as const))('%i: %s', (_, key, value) => {
    const word = key.toLowerCase();
    const servers = [
      { command: 'x', env: { [key]: value } },
      { command: 'x', env: [`${key}=${value}`] },
      { url: 'https://mcp.acme.dev', headers: { [key]: value } },
      { command: 'docker', args: ['run', '-e', `${key}=${value}`] },
      { command: 'x', args: [`--${word}`, value] },
      { command: 'x', args: [`--${word}=${value}`] },
      { url: `https://mcp.acme.dev/mcp?${word}=${encodeURIComponent(value)}` },
    ];
    for (const server of servers) expect([server, findInServer(server)]).toEqual([server, []]);
  });

  it.each([
    'https://mcp.supabase.com/mcp?project_ref=abcdefghijklmnopqrst&read_only=true',
    `https://mcp.zapier.com/mcp/servers/${uuidKey()}/config`,
    'https://mcp.sentry.dev/mcp/acme/web',
    'https://gitmcp.io/acme/web',
    'https://eu1.make.com/mcp/stateless?organizationId=123456&teamId=7',
    'https://server.smithery.ai/acme/mcp?profile=tame-fox-abc123',
    `https://${random.hex(32)}@o123456.ingest.us.sentry.io/4507`,
    'postgres://postgres:postgres@localhost:5432/postgres',
    'postgresql://smoke:smoke@127.0.0.1:5432/smoke?sslmode=disable',
    'postgresql://user:password@db.acme.com:5432/main',
    'postgresql://app:app@db.acme.com:5432/main',
    'postgresql://user:hunter2@host:5432/db',
    'postgresql://ai:***@db.acme.com:5432/ai',
    'postgres://app:${DB_PASSWORD}@db.acme.com/main',
    'redis://redis:6379/0',
    'bolt://host.docker.internal:7687',
    'mongodb://localhost:27017/main',
    'git+https://git@github.com/acme/mcp.git',
  ])('a URL without a secret: %s', (url) => {
    for (const server of [
      { url },
      { command: 'x', env: { DATABASE_URL: url } },
      { command: 'x', args: ['-y', 'x', url] },
    ]) {
      expect([server, findInServer(server)]).toEqual([server, []]);
    }
  });

  it('a random value under a name that promises no secret', () => {
    for (const key of ['BUILD_STAMP', 'SEARCH_ENGINE_ID', 'CACHE_KEY', 'X-MCP-Toolsets', 'PROFILE'])
      expect(findInEnv(key, random.hex(32))).toEqual([]);
  });

  it('names in the places where a client expects names', () => {
    const server = {
      url: 'https://mcp.acme.dev',
      bearer_token_env_var: 'ACME_TOKEN',
      env_http_headers: { Authorization: 'ACME_TOKEN' },
    };
    expect(findInServer(server)).toEqual([]);
  });

  it('a JSON Web Token in a text of no MCP client', () => {
    expect(
      detect({ path: 'auth.test.ts', content: `const token = '${jwt({ iss: 'acme', sub: 'x' })}';` }),
    ).toEqual([]);
  });
});
