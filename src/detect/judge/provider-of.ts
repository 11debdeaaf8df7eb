import { formats } from '../formats/formats.ts';
import { keyWords } from './secret-key.ts';

/** Issuers without a token format of their own, and other names of issuers. */
const OTHERS =
  'exa smithery helius brightdata coinbase browserless cohere mistral deepseek elevenlabs jina voyage serper kagi ' +
  'webflow discord reddit spotify twitter zendesk intercom mailchimp twilio datadog dynatrace snyk sonarqube circleci ' +
  'cloudflare heroku fly render railway upstash redis mongodb neo4j elastic qdrant weaviate chroma milvus snowflake ' +
  'clickhouse mysql planetscale okta auth0 clerk asana clickup monday trello jira confluence bitbucket obsidian ' +
  'raindrop todoist salesforce zapier make composio pipedream klavis mailgun amadeus polygon fireworks together ' +
  'cerebras dashscope siliconflow moonshot zhipu greptile coda miro canva mapbox amap baidu apollo langsmith';

const ALIASES: Readonly<Record<string, string>> = {
  amazon: 'aws',
  bedrock: 'aws',
  claude: 'anthropic',
  confluence: 'atlassian',
  ctx7: 'context7',
  dd: 'datadog',
  gcp: 'google',
  gdrive: 'google',
  gemini: 'google',
  gh: 'github',
  gitlab: 'gitlab',
  hf: 'huggingface',
  jira: 'atlassian',
  npmjs: 'npm',
  tfe: 'terraform',
  vertex: 'google',
  youtube: 'google',
  'hugging face': 'huggingface',
  'bright data': 'brightdata',
  'open router': 'openrouter',
  'new relic': 'new-relic',
  'digital ocean': 'digitalocean',
};

const PROVIDERS = new Map<string, string>([
  ...OTHERS.split(' ').map((name): [string, string] => [name, name]),
  ...formats.map(({ provider }): [string, string] => [provider, provider]),
  ...Object.entries(ALIASES),
]);

/** Database hosts that belong to one issuer. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)supabase\.(?:co|com|net)$/, 'supabase'],
  [/\.neon\.tech$/, 'neon'],
  [/\.mongodb\.net$/, 'mongodb'],
  [/\.upstash\.io$/, 'upstash'],
  [/\.(?:rds|redshift|docdb)\.amazonaws\.com$/, 'aws'],
  [/\.psdb\.cloud$/, 'planetscale'],
  [/(?:^|\.)exa\.ai$/, 'exa'],
  [/(?:^|\.)smithery\.ai$/, 'smithery'],
  [/(?:^|\.)ref\.tools$/, 'ref'],
  [/(?:^|\.)tavily\.com$/, 'tavily'],
  [/(?:^|\.)apify\.com$/, 'apify'],
  [/(?:^|\.)browserbase\.com$/, 'browserbase'],
];

/** Issuers whose keys are bare UUIDs. */
const UUID_KEYS = new Set([
  'exa',
  'smithery',
  'helius',
  'n8n',
  'heroku',
  'klavis',
  'composio',
  'pipedream',
  'supabase',
]);

function byWords(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    const found = PROVIDERS.get(`${word} ${words[index + 1] ?? ''}`) ?? PROVIDERS.get(word);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The issuer as far as the names around the value tell: its key, then the host, then the server's name; else `unknown`. */
export function providerOf(
  key: string | undefined,
  host: string | undefined,
  server: string | undefined,
): string {
  const byHost = HOSTS.find(([pattern]) => host !== undefined && pattern.test(host))?.[1];
  return byWords(keyWords(key ?? '')) ?? byHost ?? byWords(keyWords(server ?? '')) ?? 'unknown';
}

/** Whether this issuer's keys are UUIDs, which are mere identifiers elsewhere. */
export function hasUuidKeys(provider: string): boolean {
  return UUID_KEYS.has(provider);
}
