import { formats } from '../formats/formats.ts';
import { keyedFormats } from '../formats/keyed-formats.ts';
import { nameWords } from '../formats/name-words.ts';
import { FIRST_WORD_NAMES, PROVIDER_NAMES } from './provider-names.ts';

/** Hosts that belong to one issuer. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)supabase\.(?:co|com|net)$/, 'supabase'],
  [/\.neon\.tech$/, 'neon'],
  [/\.mongodb\.net$/, 'mongodb'],
  [/\.upstash\.io$/, 'upstash'],
  [/\.(?:rds|redshift|docdb)\.amazonaws\.com$/, 'aws'],
  [/\.psdb\.cloud$/, 'planetscale'],
  [/\.clickhouse\.cloud$/, 'clickhouse'],
  [/\.databases\.neo4j\.io$/, 'neo4j'],
  [/\.(?:database|redis\.cache|documents)\.(?:windows\.net|azure\.com)$/, 'azure'],
  [/\.(?:redis-cloud|redislabs|redns\.redis-cloud)\.com$/, 'redis'],
  [/\.cockroachlabs\.cloud$/, 'cockroachdb'],
  [/\.aivencloud\.com$/, 'aiven'],
  [/\.(?:railway\.internal|rlwy\.net|railway\.app)$/, 'railway'],
  [/\.render\.com$/, 'render'],
  [/\.turso\.io$/, 'turso'],
  [/(?:^|\.)exa\.ai$/, 'exa'],
  [/(?:^|\.)smithery\.ai$/, 'smithery'],
  [/(?:^|\.)ref\.tools$/, 'ref'],
  [/(?:^|\.)tavily\.com$/, 'tavily'],
  [/(?:^|\.)apify\.com$/, 'apify'],
  [/(?:^|\.)browserbase\.com$/, 'browserbase'],
  [/(?:^|\.)brightdata\.com$/, 'brightdata'],
  [/(?:^|\.)zapier\.com$/, 'zapier'],
  [/(?:^|\.)make\.com$/, 'make'],
  [/(?:^|\.)composio\.dev$/, 'composio'],
  [/(?:^|\.)pipedream\.net$/, 'pipedream'],
  [/(?:^|\.)klavis\.ai$/, 'klavis'],
  [/(?:^|\.)firecrawl\.dev$/, 'firecrawl'],
  [/(?:^|\.)helius-rpc\.com$/, 'helius'],
  [/(?:^|\.)alchemy\.com$/, 'alchemy'],
  [/(?:^|\.)infura\.io$/, 'infura'],
  [/(?:^|\.)quiknode\.pro$/, 'quicknode'],
  [/(?:^|\.)serpapi\.com$/, 'serpapi'],
  [/(?:^|\.)amap\.com$/, 'amap'],
  [/(?:^|\.)xiaozhi\.me$/, 'xiaozhi'],
];

/** Issuers whose keys are bare UUIDs although no row of the catalogue says so. */
const UUID_KEYS = ['composio', 'pipedream', 'supabase'];

const WITH_UUID_KEYS: ReadonlySet<string> = new Set([
  ...UUID_KEYS,
  ...keyedFormats.filter(({ shape }) => isUuid(shape)).map(({ provider }) => provider),
]);

function isUuid(shape: (typeof keyedFormats)[number]['shape']): boolean {
  const lengths = shape.map((part) => (typeof part === 'string' ? part : part.min)).join('');
  return lengths === '8-4-4-4-12';
}

/** Ids of issuers in the catalogue name themselves, but MCP is nobody; the table adds others and their other names. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ...[...formats, ...keyedFormats]
    .filter(({ provider }) => provider !== 'mcp' && !provider.includes('compatible'))
    .map(({ provider }): [string, string] => [provider, provider]),
  ...PROVIDER_NAMES,
]);

function byWords(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    const isNamed = index === 0 || !FIRST_WORD_NAMES.has(word);
    const found =
      (next === undefined ? undefined : PROVIDERS.get(`${word}-${next}`)) ??
      (isNamed ? (PROVIDERS.get(word) ?? (FIRST_WORD_NAMES.has(word) ? word : undefined)) : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A registry's name for the server tells first who wrote it, not whose service it opens. */
const OWNER = /^(?:io|com)\.git(?:hub|lab)\.[^/]*\//;

/** The issuer as far as the names around the value tell: its key, then the host, then the server's name; else `unknown`. */
export function providerOf(
  key: string | undefined,
  host: string | undefined,
  server: string | undefined,
): string {
  const byHost = HOSTS.find(([pattern]) => host !== undefined && pattern.test(host))?.[1];
  return (
    byWords(nameWords(key ?? '')) ??
    byHost ??
    byWords(nameWords((server ?? '').replace(OWNER, ''))) ??
    'unknown'
  );
}

/** Whether this issuer's keys are UUIDs, which are mere identifiers elsewhere. */
export function hasUuidKeys(provider: string): boolean {
  return WITH_UUID_KEYS.has(provider);
}
