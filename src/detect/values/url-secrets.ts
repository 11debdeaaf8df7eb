/** A host whose URL carries a credential in its path or in a parameter of an unsuspicious name. */
export interface UrlSecret {
  readonly provider: string;
  /** The whole host, lower case. */
  readonly host: RegExp;
  /** The catalogue's type; without it, `mcp-url`. */
  readonly type?: string;
  /** The path up to the secret segment; the group `keyId` is the credential's public half. What follows that segment does not matter. */
  readonly pathBefore?: RegExp;
  /** What the secret segment looks like; anything else at that place is no credential. */
  readonly segment?: RegExp;
  /** Names of parameters that are credentials at this host. */
  readonly query?: readonly string[];
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const TOKEN = /^[\w.~%=-]{16,512}$/;

/**
 * Vendors whose address is itself a capability: whoever knows it may call the server. Patterns are anchored and have
 * one way to match, so they are linear.
 */
export const URL_SECRETS: readonly UrlSecret[] = [
  { provider: 'zapier', host: /^mcp\.zapier\.com$/, pathBefore: /^\/api\/mcp\/s\/$/, segment: TOKEN },
  { provider: 'zapier', host: /^actions\.zapier\.com$/, pathBefore: /^\/mcp\/$/, segment: TOKEN },
  {
    provider: 'zapier',
    host: /^hooks\.zapier\.com$/,
    pathBefore: /^\/hooks\/catch\/\d+\/$/,
    segment: /^\w{6,32}$/,
  },
  { provider: 'make', host: /\.make\.com$/, pathBefore: /^\/mcp\/api\/v1\/u\/$/, segment: TOKEN },
  { provider: 'make', host: /\.make\.com$/, pathBefore: /^\/mcp\/server\/[^/]+\/t\/$/, segment: TOKEN },
  // Words of a dictionary and a short id, such as `brave-red-fox-AbC123`; random-looking it is not.
  {
    provider: 'composio',
    host: /^mcp\.composio\.dev$/,
    pathBefore: /^\/(?!composio\/)[^/]+\/$/,
    segment: /^[a-z]+(?:-[a-z]+)*-[\w]{4,16}$/,
  },
  { provider: 'composio', host: /^mcp\.composio\.dev$/, pathBefore: /^\/composio\/server\/$/, segment: UUID },
  { provider: 'composio', host: /^backend\.composio\.dev$/, pathBefore: /^\/v3\/mcp\/$/, segment: UUID },
  { provider: 'pipedream', host: /^mcp\.pipedream\.net$/, pathBefore: /^\/$/, segment: UUID },
  { provider: 'klavis', host: /\.klavis\.ai$/, query: ['instance_id', 'strata_id'] },
  { provider: 'firecrawl', host: /^mcp\.firecrawl\.dev$/, pathBefore: /^\/$/, segment: /^fc-[\da-f]{32}$/ },
  { provider: 'activepieces', host: /./, pathBefore: /^\/api\/v1\/mcp\/$/, segment: /^[\w-]{16,128}$/ },
  { provider: 'n8n', host: /(?:^|[.-])n8n[.-]/, pathBefore: /^\/(?:mcp|mcp-test|webhook)\/$/, segment: UUID },
  { provider: 'mintmcp', host: /^app\.mintmcp\.com$/, pathBefore: /^\/s\/$/, segment: TOKEN },
  { provider: 'dify', host: /./, pathBefore: /^\/mcp\/server\/$/, segment: /^[A-Za-z\d]{16,64}$/ },
  {
    provider: 'modelscope',
    host: /^mcp\.api-inference\.modelscope\.net$/,
    pathBefore: /^\/$/,
    segment: /^[\w-]{12,128}$/,
  },
  { provider: 'serpapi', host: /^mcp\.serpapi\.com$/, pathBefore: /^\/$/, segment: /^[\da-f]{64}$/ },
  {
    provider: 'slack',
    host: /^hooks\.slack\.com$/,
    pathBefore: /^\/services\/T\w{6,14}\/B\w{6,14}\/$/,
    segment: /^[A-Za-z\d]{20,32}$/,
  },
  {
    provider: 'discord',
    type: 'discord-webhook',
    host: /^(?:ptb\.|canary\.)?discord(?:app)?\.com$/,
    pathBefore: /^\/api\/(?:v\d+\/)?webhooks\/(?<keyId>\d{15,21})\/$/,
    segment: /^[\w-]{60,80}$/,
  },
  { provider: 'alchemy', host: /\.g\.alchemy\.com$/, pathBefore: /^\/v2\/$/, segment: /^[\w-]{20,64}$/ },
  { provider: 'infura', host: /\.infura\.io$/, pathBefore: /^\/(?:ws\/)?v3\/$/, segment: /^[\da-f]{32}$/ },
  { provider: 'quicknode', host: /\.quiknode\.pro$/, pathBefore: /^\/$/, segment: /^[\da-f]{32,64}$/ },
  { provider: 'ankr', host: /^rpc\.ankr\.com$/, pathBefore: /^\/\w{2,24}\/$/, segment: /^[\da-f]{64}$/ },
  { provider: 'brightdata', host: /^mcp\.brightdata\.com$/, query: ['token'] },
  { provider: 'smithery', host: /^server\.smithery\.ai$/, query: ['api_key', 'key'] },
  { provider: 'exa', host: /^mcp\.exa\.ai$/, query: ['exaApiKey'] },
  { provider: 'helius', host: /\.helius-rpc\.com$/, query: ['api-key'] },
  { provider: 'amap', host: /^mcp\.amap\.com$/, query: ['key'] },
  { provider: 'baidu', host: /^mcp\.map\.baidu\.com$/, query: ['ak'] },
  { provider: 'alphavantage', host: /^mcp\.alphavantage\.co$/, query: ['apikey'] },
];
