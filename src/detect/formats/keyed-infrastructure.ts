import { characterClass } from './character-class.ts';
import { alnum, base64, base64url, hex, lowerAlnum, padding, upperAlnum } from './format.ts';
import { exactly, keyed, keyedHex, keyedUuid, OF_THE_API, type KeyedFormat } from './keyed-format.ts';

const BASE58 = characterClass('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz');
const SECRET = /secret/;
const CLOUDFLARE_TOKEN = new RegExp(`${OF_THE_API.source}.*(?:token|secret)`);

/** Clouds, databases, builds, monitoring and chains: issuers whose keys have no prefix. */
export const KEYED_INFRASTRUCTURE: readonly KeyedFormat[] = [
  keyed('aws', 'aws-secret-access-key', 'aws amazon bedrock s3 dynamodb', base64(40), { role: SECRET }),
  keyedHex('datadog', 'datadog-application-key-legacy', 'datadog dd', 40, { role: /app/ }),
  keyedHex('datadog', 'datadog-api-key', 'datadog dd', 32, { role: OF_THE_API }),
  keyed('cloudflare', 'cloudflare-api-token', 'cloudflare cf', base64url(40), { role: CLOUDFLARE_TOKEN }),
  keyedHex('cloudflare', 'cloudflare-global-api-key-legacy', 'cloudflare cf', 37),
  keyedUuid('heroku', 'heroku-api-key-legacy', 'heroku', { role: OF_THE_API }),
  keyedUuid('railway', 'railway-token', 'railway'),
  keyedHex('linode', 'linode-token', 'linode', 64),
  keyed('hetzner', 'hetzner-token', 'hetzner hcloud', alnum(64)),
  keyed('vultr', 'vultr-api-key', 'vultr', upperAlnum(36)),
  keyedUuid('scaleway', 'scaleway-secret-key', 'scaleway scw', { role: /secret|token/ }),
  keyed('fastly', 'fastly-api-token', 'fastly', base64url(32), { role: OF_THE_API }),
  keyed('netlify', 'netlify-token-legacy', 'netlify', base64url(43)),
  keyed('vercel', 'vercel-token-legacy', 'vercel', alnum(24), { role: OF_THE_API }),
  keyedUuid('npm', 'npm-access-token-legacy', 'npm', { role: /token|auth/ }),
  keyedHex('circleci', 'circleci-token-legacy', 'circleci circle', 40),
  keyed('travis', 'travis-token', 'travis', base64url(22)),
  keyedUuid('codecov', 'codecov-upload-token', 'codecov'),
  keyedUuid('snyk', 'snyk-api-token', 'snyk'),
  keyedHex('sonarqube', 'sonarqube-token-legacy', 'sonar sonarqube sonarcloud', 40),
  keyedHex('jenkins', 'jenkins-api-token', 'jenkins', 34),
  keyedHex('gitea', 'gitea-access-token', 'gitea forgejo codeberg', 40),
  keyedHex('gitee', 'gitee-access-token', 'gitee', 32),
  keyedHex('github', 'github-oauth-client-secret', 'github gh', 40, { role: SECRET }),
  keyed('vault', 'vault-token-legacy', 'vault', ['s.', alnum(24)]),
  keyedUuid('consul', 'consul-token', 'consul'),
  keyedUuid('nomad', 'nomad-token', 'nomad'),
  keyedHex('rollbar', 'rollbar-access-token', 'rollbar', 32),
  keyedHex('bugsnag', 'bugsnag-auth-token', 'bugsnag', 32),
  keyedUuid('bugsnag', 'bugsnag-auth-token-uuid', 'bugsnag'),
  keyed('sumologic', 'sumologic-access-key', 'sumo sumologic', alnum(64)),
  keyed('honeycomb', 'honeycomb-api-key', 'honeycomb', alnum(22)),
  keyedHex('honeycomb', 'honeycomb-classic-api-key', 'honeycomb', 32),
  keyedUuid('opsgenie', 'opsgenie-api-key', 'opsgenie'),
  keyed('pagerduty', 'pagerduty-api-key', 'pagerduty', ['u+', exactly(base64url(1).characters, 18)]),
  keyed('pagerduty', 'pagerduty-api-key-legacy', 'pagerduty', exactly(base64url(1).characters, 20)),
  keyedHex('algolia', 'algolia-admin-api-key', 'algolia', 32, {
    role: /admin|write|secret|^algolia_api_key$/,
  }),
  keyedUuid('mongodb', 'mongodb-atlas-private-key', 'atlas mongodb mdb', { role: /private|secret/ }),
  keyed('confluent', 'confluent-api-secret-v2', 'confluent kafka', ['cflt', base64(60)]),
  keyed('confluent', 'confluent-api-secret', 'confluent kafka cloud_api schema_registry', base64(64)),
  keyed('redis', 'redis-cloud-key', 'redis_cloud redis', lowerAlnum(48, 52), { role: /api|secret/ }),
  keyed('upstash', 'upstash-redis-rest-token', 'upstash', ['A', base64url(40, 110), padding(0, 2)]),
  keyed('neo4j', 'neo4j-password', 'neo4j aura', base64url(43), { role: /password|secret/ }),
  keyed('airtable', 'airtable-api-key-legacy', 'airtable', ['key', alnum(14)]),
  keyed('okta', 'okta-api-token', 'okta', ['00', base64url(40)]),
  keyed('auth0', 'auth0-client-secret', 'auth0', base64url(64), { role: SECRET }),
  keyedUuid('helius', 'helius-api-key', 'helius'),
  keyedHex('infura', 'infura-api-key', 'infura', 32),
  keyed('alchemy', 'alchemy-api-key', 'alchemy', base64url(32)),
  keyed('etherscan', 'etherscan-api-key', 'etherscan basescan polygonscan bscscan arbiscan', upperAlnum(34)),
  keyedUuid('coinmarketcap', 'coinmarketcap-api-key', 'coinmarketcap cmc'),
  keyed('binance', 'binance-api-secret', 'binance', alnum(64)),
  keyed('dune', 'dune-api-key', 'dune', alnum(32)),
  keyed('ethereum', 'ethereum-private-key', 'private wallet evm eth signer deployer', ['0x', hex(64)], {
    role: /key/,
  }),
  keyed('ethereum', 'ethereum-private-key-bare', 'private wallet evm eth signer deployer', hex(64), {
    role: /private_key/,
  }),
  keyed('solana', 'solana-private-key', 'private solana wallet', exactly(BASE58, 86, 88), { role: /key/ }),
];
