import type { Random } from '../random.ts';
import { HARMLESS_NAMES } from './harmless-names.ts';

/** A setting whose name or value looks like a secret's, and is none. */
export type Setting = readonly [key: string, value: string];

const ANON_EXPIRY = 2_062_800_000;
const hexOf = ({ text }: Random) => text.hex(32);
const letters = (random: Random, length: number) =>
  Array.from({ length }, () => random.pick('abcdefghijklmnopqrstuvwxyz'.split(''))).join('');

const anonJwt = (random: Random) =>
  random.text.jwt({
    iss: 'supabase',
    ref: letters(random, 20),
    role: 'anon',
    iat: 1_747_440_000,
    exp: ANON_EXPIRY,
  });
const demoJwt = ({ text, pick }: Random) =>
  text.jwt({ iss: 'supabase-demo', role: pick(['anon', 'service_role']), exp: 1_983_812_996 });
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** The example of https://jwt.io with its own signature. */
const jwtIo = () =>
  [
    part({ alg: 'HS256', typ: 'JWT' }),
    part({ sub: '1234567890', name: 'John Doe', iat: 1_516_239_022 }),
    'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  ].join('.');

/** Look-alikes in variables of MCP servers; each is certainly no credential. */
export const HARMLESS: readonly ((random: Random) => Setting)[] = [
  ...HARMLESS_NAMES,
  (random) => [
    random.pick(['SUPABASE_ANON_KEY', 'NEXT_PUBLIC_SUPABASE_ANON_KEY', 'SUPABASE_KEY']),
    anonJwt(random),
  ],
  (random) => [random.pick(['SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_ANON_KEY']), demoJwt(random)],
  () => ['JWT_EXAMPLE', jwtIo()],
  ({ text }) => ['STRIPE_PUBLISHABLE_KEY', `pk_live_${text.alnum(24)}`],
  ({ text }) => ['NEXT_PUBLIC_STRIPE_KEY', `pk_test_${text.alnum(24)}`],
  ({ text }) => ['SUPABASE_PUBLISHABLE_KEY', `sb_publishable_${text.alnum(22)}_${text.alnum(8)}`],
  ({ text }) => ['NEXT_PUBLIC_POSTHOG_KEY', `phc_${text.alnum(43)}`],
  (random) => [
    'SENTRY_DSN',
    `https://${hexOf(random)}@o${random.text.digits(6)}.ingest.sentry.io/${random.text.digits(7)}`,
  ],
  ({ text }) => [
    'MAPBOX_PUBLIC_TOKEN',
    `pk.${part({ u: 'acme', a: text.lowerAlnum(25) })}.${text.alnum(22)}`,
  ],
  (random) => ['SUPABASE_PROJECT_REF', letters(random, 20)],
  ({ text }) => ['COINBASE_PROJECT_ID', text.uuid()],
  ({ text }) => ['BROWSERBASE_PROJECT_ID', text.uuid()],
  ({ text }) => ['AZURE_TENANT_ID', text.uuid()],
  ({ text }) => ['AZURE_CLIENT_ID', text.uuid()],
  ({ text }) => ['N8N_WORKFLOW_ID', text.alnum(16)],
  ({ text }) => ['GOOGLE_CLIENT_ID', `${text.digits(12)}-${text.lowerAlnum(32)}.apps.googleusercontent.com`],
  ({ text }) => ['GITHUB_APP_ID', text.digits(7)],
  ({ text }) => ['GOOGLE_CLOUD_PROJECT', `gen-lang-client-0${text.digits(9)}`],
  ({ text }) => ['COINBASE_API_KEY_NAME', `organizations/${text.uuid()}/apiKeys/${text.uuid()}`],
  ({ text }) => ['AWS_ACCESS_KEY_ID', `AKIA${text.upperAlnum(16)}`],
  ({ text }) => ['APPLE_KEY_ID', text.upperAlnum(10)],
  ({ pick }) => [
    'ANTHROPIC_MODEL',
    pick(['claude-3-7-sonnet-20250219', 'claude-opus-4-1-20250805', 'claude-sonnet-4-5']),
  ],
  ({ pick }) => [
    'EMBEDDING_MODEL',
    pick(['text-embedding-3-small', 'text-embedding-3-large', 'nomic-embed-text']),
  ],
  ({ pick }) => ['OPENAI_MODEL', pick(['gpt-4o-mini', 'gpt-4.1-2025-04-14', 'o4-mini'])],
  ({ text }) => ['IMAGE_DIGEST', `sha256:${text.hex(64)}`],
  ({ text }) => ['GIT_SHA', text.hex(40)],
  ({ int }) => ['MAX_TOKENS', String(int(1, 64) * 1000)],
  ({ int }) => ['TOKEN_LIMIT', String(int(1000, 200_000))],
  ({ pick }) => ['AUTH_TYPE', pick(['none', 'oauth', 'bearer', 'basic'])],
  ({ pick }) => ['JWT_ALGORITHM', pick(['HS256', 'RS256', 'ES256'])],
  ({ pick }) => ['PASSWORD_POLICY', pick(['strict', 'relaxed', 'min-length-12'])],
  ({ pick }) => [
    'DATABASE_URL',
    pick([
      'postgres://postgres:postgres@localhost:5432/app',
      'postgresql://user:password@localhost:5432/dbname',
      'postgres://app:app@db:5432/app',
      'mysql://root:root@127.0.0.1:3306/test',
      'postgresql://postgres:postgres@host.docker.internal:54322/postgres',
    ]),
  ],
  ({ pick }) => [
    'REDIS_URL',
    pick(['redis://redis:6379', 'redis://localhost:6379/0', 'redis://127.0.0.1:6379']),
  ],
  ({ pick }) => [
    'NEO4J_URI',
    pick(['bolt://localhost:7687', 'neo4j://localhost', 'bolt://host.docker.internal:7687']),
  ],
  () => ['MONGODB_URI', 'mongodb://localhost:27017/database'],
  ({ pick }) => ['NEO4J_PASSWORD', pick(['neo4j', 'password'])],
  () => ['MINIO_ROOT_PASSWORD', 'minioadmin'],
  ({ pick }) => [
    'GOOGLE_APPLICATION_CREDENTIALS',
    pick([
      '/secrets/key.json',
      '/home/node/.config/gcloud/application_default_credentials.json',
      'C:\\Users\\dev\\keys\\gcp.json',
      './service-account.json',
    ]),
  ],
  ({ pick }) => ['SSH_PRIVATE_KEY_PATH', pick(['~/.ssh/id_ed25519', '/root/.ssh/id_rsa'])],
  ({ pick }) => ['TOKEN_FILE', pick(['/run/secrets/token', './.tokens/auth.local.json'])],
  () => ['TOKEN_CACHE_DIR', '~/.mcporter/vercel'],
  ({ text }) => ['SESSION_ID', text.uuid()],
  ({ int }) => ['TOKEN_EXPIRES_AT', String(1_760_000_000_000 + int(0, 9_999_999_999))],
  ({ pick }) => ['LOG_LEVEL', pick(['debug', 'info', 'warn'])],
  ({ pick }) => [
    'API_BASE_URL',
    pick(['https://api.acme.dev/v1', 'https://n8n.acme.dev/api/v1', 'http://localhost:8123']),
  ],
  ({ pick }) => ['MCP_MODE', pick(['stdio', 'http', 'sse'])],
  () => ['NODE_OPTIONS', '--max-old-space-size=2048'],
  () => ['PYTHONPATH', '/app/src:/app/vendor'],
  ({ pick }) => ['TZ', pick(['Europe/Berlin', 'Asia/Tokyo', 'UTC'])],
  () => ['LICENSE_KEY_TYPE', 'Apache-2.0'],
  ({ text }) => ['SLACK_TEAM_ID', `T0${text.upperAlnum(9)}`],
  ({ text }) => ['SLACK_CHANNEL_IDS', `C0${text.upperAlnum(9)},C0${text.upperAlnum(9)}`],
  ({ text }) => ['SUPABASE_URL', `https://${text.lowerAlnum(20).replaceAll(/\d/g, 'q')}.supabase.co`],
  ({ text }) => ['NOTION_DATABASE_ID', text.hex(32)],
  ({ text }) => ['CLOUDFLARE_ACCOUNT_ID', text.hex(32)],
  ({ text }) => ['GOOGLE_SEARCH_ENGINE_ID', text.hex(17)],
];

/** URLs with ids, names and switches, but without any credential. */
export const HARMLESS_URLS: readonly ((random: Random) => string)[] = [
  (random) =>
    `https://mcp.supabase.com/mcp?project_ref=${letters(random, 20)}${random.pick(['', '&read_only=true', '&features=docs'])}`,
  ({ text }) => `https://mcp.neon.tech/mcp?projectId=${random16(text.lowerAlnum(8))}`,
  () => 'https://mcp.exa.ai/mcp?tools=web_search_exa,crawling_exa',
  () => 'https://mcp.apify.com/?actors=apify/rag-web-browser',
  () => 'https://mcp.sentry.dev/mcp/acme/storefront',
  () => 'https://gitmcp.io/resend/resend-nextjs-app-router-example',
  () => 'https://docs.mcp.cloudflare.com/sse',
  ({ text }) => `https://mcp.zapier.com/mcp/servers/${text.uuid()}/config`,
  ({ text }) => `https://webhook.site/${text.uuid()}`,
  ({ text }) => `https://proxy.acme.dev/servers/${text.digits(18)}/mcp`,
  () => 'https://mcp.deepwiki.com/mcp',
  () => 'http://localhost:8080/sse',
  () => 'https://mcp.linear.app/sse',
  () => 'https://api.githubcopilot.com/mcp/',
];

const random16 = (text: string) => `calm-field-${text}`;
