import type { PlantedFacts } from '../quality-file.ts';
import type { Random } from '../random.ts';
import { base64url as encodeBase64url } from '../encode.ts';
import type { Sheet } from '../sheet.ts';
import { accessJwt, alnum, hex, ofFormat, token, uuid, type Shape } from './shapes.ts';

/** A URL that carries a credential; `S` is where it stands. */
interface SecretUrl {
  readonly url: string;
  readonly shape: Shape;
  readonly slot: 'url-path' | 'url-query';
  readonly key?: string;
  /** Stands in the environment of a server, under this name, rather than as the address of one. */
  readonly variable?: string;
}

const path = (url: string, shape: Shape): SecretUrl => ({ url, shape, slot: 'url-path' });
const query = (url: string, key: string, shape: Shape, rest = ''): SecretUrl => ({
  url: `${url}${url.includes('?') ? '&' : '?'}${key}=S${rest}`,
  shape,
  slot: 'url-query',
  key,
});
const variable = (name: string, secret: SecretUrl): SecretUrl => ({ ...secret, variable: name });

const WORDS = [
  'brave',
  'calm',
  'dusty',
  'early',
  'fancy',
  'gentle',
  'happy',
  'jolly',
  'late',
  'mellow',
  'quiet',
  'rapid',
];
const NOUNS = [
  'otter',
  'falcon',
  'maple',
  'river',
  'planet',
  'lantern',
  'harbor',
  'meadow',
  'comet',
  'anchor',
];
/** Words of a dictionary and a short id: little entropy, and the whole capability. */
const slug: Shape = (random) =>
  `${random.pick(WORDS)}-${random.pick(NOUNS)}-${random.pick(NOUNS)}-${random.text.alnum(6)}`;

const SECRET_URLS: readonly SecretUrl[] = [
  path('https://mcp.zapier.com/api/mcp/s/S/mcp', token(96, 110)),
  path('https://mcp.zapier.com/api/mcp/s/S/sse', uuid),
  query('https://mcp.zapier.com/api/v1/connect', 'token', token(60, 90)),
  path('https://actions.zapier.com/mcp/S/sse', token(48, 64)),
  path('https://eu2.make.com/mcp/api/v1/u/S/sse', uuid),
  path('https://us1.make.com/mcp/api/v1/u/S/stateless?organizationId=1042&teamId=77', uuid),
  path('https://eu1.make.com/mcp/api/v1/u/S/stream', uuid),
  path('https://eu1.make.com/mcp/server/5f0c2c1e-7a0b-4c1e-9a53-0d6a3e1f7b42/t/S/sse', token(32, 43)),
  path('https://mcp.composio.dev/gmail/S', slug),
  path('https://mcp.composio.dev/googlesheets/S?agent=cursor', slug),
  path('https://mcp.pipedream.net/S', uuid),
  path('https://mcp.pipedream.net/S/slack', uuid),
  query('https://github-mcp-server.klavis.ai/mcp/', 'instance_id', uuid),
  query('https://strata.klavis.ai/mcp/', 'strata_id', uuid),
  path('https://mcp.firecrawl.dev/S/v2/mcp', ofFormat('firecrawl-api-key')),
  path('https://mcp.firecrawl.dev/S/sse', ofFormat('firecrawl-api-key')),
  path('https://flows.acme.dev/api/v1/mcp/S/sse', alnum(21)),
  path('https://acme.app.n8n.cloud/mcp/S', uuid),
  path('https://n8n.acme.dev/mcp/S/sse', uuid),
  path('https://n8n.acme.dev/mcp-test/S', uuid),
  variable('N8N_WEBHOOK_URL', path('https://acme.app.n8n.cloud/webhook/S', uuid)),
  variable(
    'ZAPIER_WEBHOOK_URL',
    path('https://hooks.zapier.com/hooks/catch/18273645/S', ({ text }) => text.lowerAlnum(7)),
  ),
  variable(
    'SLACK_WEBHOOK_URL',
    path('https://hooks.slack.com/services/T04ACMEDEV1/B05ACMEDEV2/S', alnum(24)),
  ),
  variable('DISCORD_WEBHOOK_URL', path('https://discord.com/api/webhooks/1203948576102938475/S', token(68))),
  path('https://app.mintmcp.com/s/S/mcp', token(22, 43)),
  path('https://dify.acme.dev/mcp/server/S/mcp', alnum(16)),
  variable('ETH_RPC_URL', path('https://eth-mainnet.g.alchemy.com/v2/S', token(32))),
  variable('MAINNET_RPC_URL', path('https://mainnet.infura.io/v3/S', hex(32))),
  variable('SOLANA_RPC_URL', path('https://quiet-maple-river.solana-mainnet.quiknode.pro/S/', hex(40))),
  variable('BASE_RPC_URL', path('https://rpc.ankr.com/base/S', hex(64))),
  query('https://server.smithery.ai/@acme/notes/mcp', 'api_key', uuid, '&profile=quiet-maple-Xk29Ab'),
  query('https://server.smithery.ai/exa/mcp?profile=late-comet-aB31xy', 'api_key', uuid),
  query('https://mcp.tavily.com/mcp/', 'tavilyApiKey', ofFormat('tavily-api-key')),
  query('https://mcp.exa.ai/mcp', 'exaApiKey', uuid),
  query('https://mcp.brightdata.com/mcp', 'token', hex(64), '&pro=1'),
  query('https://mcp.brightdata.com/sse', 'token', uuid, '&groups=ecommerce'),
  query('https://mcp.apify.com/', 'token', ofFormat('apify-api-token')),
  query('https://mcp.apify.com/sse', 'token', ofFormat('apify-api-token'), '&actors=apify/rag-web-browser'),
  query('https://api.ref.tools/mcp', 'apiKey', ({ text }) => `ref-${text.hex(20)}`),
  query('https://mcp.amap.com/sse', 'key', hex(32)),
  query('https://mcp.amap.com/mcp', 'key', hex(32)),
  query('https://mcp.map.baidu.com/mcp', 'ak', alnum(32)),
  path('https://mcp.api-inference.modelscope.net/S/sse', ({ text }) => text.hex(14)),
  variable('MCP_ENDPOINT', query('wss://api.xiaozhi.me/mcp/', 'token', accessJwt)),
  variable('HELIUS_RPC_URL', query('https://mainnet.helius-rpc.com/', 'api-key', uuid)),
  query('wss://connect.browserbase.com', 'apiKey', ofFormat('browserbase-api-key')),
  query('wss://production-sfo.browserless.io', 'token', alnum(40)),
  query('https://mcp.context7.com/mcp', 'apiKey', ofFormat('context7-api-key')),
  query('https://api.browser-use.com/mcp', 'api_key', token(43)),
  query('https://mcp.acme.dev/mcp', 'key', hex(40)),
  query('https://mcp.acme.dev/sse', 'access_token', token(43)),
  path('https://mcp.serpapi.com/S/mcp', hex(64)),
  query('https://mcp.alphavantage.co/mcp', 'apikey', ({ text }) => text.upperAlnum(16)),
  query('https://mcp.twelvedata.com/mcp', 'apikey', hex(32)),
  query('https://mcp.financialdatasets.ai/api', 'apiKey', uuid),
  query('https://mcp.polygon.io/mcp', 'apiKey', alnum(32)),
];

const ADDRESSES = SECRET_URLS.filter((secret) => secret.variable === undefined);
export const VARIABLES = SECRET_URLS.filter((secret) => secret.variable !== undefined);

/** Writes one of these URLs with a credential in it. */
export function plantUrl(sheet: Sheet, secret: SecretUrl, facts: PlantedFacts = {}): string {
  const value = secret.shape(sheet.random);
  const planted = sheet.plant(value, {
    ...facts,
    slot: secret.slot,
    ...(secret.key ? { key: secret.key } : {}),
  });
  return secret.url.replace(/(?<=[/=])S(?=$|[/?&])/, () => planted);
}

/** An older Smithery URL: its `config` is base64 of JSON that holds the key of another provider. */
export function plantSmitheryConfig(sheet: Sheet, facts: PlantedFacts = {}): string {
  const key = sheet.plant(ofFormat('brave-api-key')(sheet.random), {
    ...facts,
    slot: 'url-query',
    key: 'config',
  });
  const config = sheet.encoded(JSON.stringify({ debug: false, braveApiKey: key }), encodeBase64url);
  return `https://server.smithery.ai/@acme/brave/mcp?config=${config}`;
}

/** Chooses one whose address is a URL of a server. */
export const secretAddress = (random: Random): SecretUrl => random.pick(ADDRESSES);
