/** Issuers without a token format of their own. A dash stands where the name is written apart or together. */
const NAMES = `
  302ai 4everland adfin agentql agentrpc airflow aiven algolia alibaba algorand alpaca alpha-vantage amadeus amap anilist
  apillon apimatic apollo arango asana assemblyai astra atlan audiense audioscrape auth0 azure baidu bankless beagle-security bicscan
  bing binance bitable bitrefill bitrise bocha browseract browserless bugsnag canva carbon-voice cdata cerebras
  charmhealth chroma chronulus circleci clarifai clerk clickhouse clickup cloudflare cloudinary coda codacy codecov cohere
  coinbase coinmarketcap composio contentful couchbase crypto-panic cylera dappier dashscope datadog datalikers deepgram
  deepseek descope devhub devrev dingtalk discogs discord discourse docspace dodo-payments doit dolt dreamfactory dune
  dynatrace e2b edgee edubase elastic elevenlabs esignatures etherscan everart exa explorium fastn fewsats fibery
  financial-datasets firefly firewalla fireworks flamedeck flexprice fly fr24 freee freshdesk ghost giphy gitea gitee glean
  glif globalping gong gotohuman grafbase granola graphlit gravitino greptile greptimedb gyazo hackle hackmd
  handwriting-ocr helius heroku heurist heygen hiker holaspirit hologres hostinger humanpen hummingbot husqvarna
  hyperbrowser hyperspell iaptic inbox-zero incident-io influxdb infura inkeep integration-app intercom iotdb jina jupyter
  kagi keycloak kibela kintone kite klavis konnect lamatok langsmith lara lark leantime lightdash linkup lingo-dev linkedin
  livetennis llama-cloud logfire mailchimp mailgun make mapbox mariadb meilisearch mercado-libre mercado-pago metabase metoro
  metricool milvus minimax miro mistral momento monday mongodb moonshot moralis morningstar motherduck mssql mysql nasa
  nasdaq naver neo4j netbird newsapi nomad novita obsidian octagon odoo okta ollama omi opencti openweather opik opine
  opslevel oracle oxylabs pact-broker paddle pagerduty paypal phoenix pica pinterest pixai placid planetscale pluggedin
  polar-signals polygon pomodash posthell prisma productboard prometheus proxmox pushover qdrant qiniu quantconnect rabbitmq
  search1api postgres new-relic
  ragie railway raindrop ramp rapidapi raygun razorpay reddit redis rember rememberizer render rijksmuseum risken riza rube
  salesforce scavio schema-registry scorecard scrapezy screenshotone semgrep sequa serpapi serper servicenow shadertoy shodan
  short-io signoz siliconflow singlestore smithery snowflake snyk solana sonarqube spotify stability stackgen stackhawk
  starrocks steam strava supadata suzieq tembo temporal testsprite thegraph thingsboard thirdweb ticketmaster ticktick tmdb
  todoist together trello triplewhale twilio twitter txyz typesense uberall unifai unomi unstructured upstash vectara vectorize
  vectra verodat veyrax videodb volcengine voyage wayfound waystation weaviate webflow wechat weread wework whale-tracker
  wikijs wix wolfram wordpress wxflows xero youtube zapier zendesk zenml zenrows zhipu zoom zscaler
`;

/** Words of the language too: they name an issuer only where they stand first. */
const FIRST_ONLY = `
  box close dart line needle plane reflect square up resend axiom notion linear render
  fly make ramp apollo ref modal front segment stripe brave neon together replicate polar age checkout persona lob fal
  42 vault consul nomad canva retell paddle fred polygon pia nile
`;

/** Other names of issuers, abbreviations among them. */
const ALIASES: Readonly<Record<string, string>> = {
  alphavantage: 'alpha-vantage',
  aliyun: 'alibaba',
  amazon: 'aws',
  bedrock: 'aws',
  aura: 'neo4j',
  'bright-data': 'brightdata',
  cb: 'couchbase',
  cf: 'cloudflare',
  claude: 'anthropic',
  cmc: 'coinmarketcap',
  confluence: 'atlassian',
  crdb: 'cockroachdb',
  ctx7: 'context7',
  dd: 'datadog',
  'digital-ocean': 'digitalocean',
  dt: 'dynatrace',
  es: 'elastic',
  elasticsearch: 'elastic',
  falcon: 'crowdstrike',
  feishu: 'lark',
  gcp: 'google',
  gdrive: 'google',
  gemini: 'google',
  gh: 'github',
  goog: 'google',
  ha: 'home-assistant',
  hass: 'home-assistant',
  hf: 'huggingface',
  'hugging-face': 'huggingface',
  jira: 'atlassian',
  kbc: 'keboola',
  kimi: 'moonshot',
  magic: '21st',
  mdb: 'mongodb',
  meili: 'meilisearch',
  npmjs: 'npm',
  oci: 'oracle',
  'open-router': 'openrouter',
  openweathermap: 'openweather',
  owm: 'openweather',
  postgresql: 'postgres',
  serp: 'serpapi',
  sfdc: 'salesforce',
  sgai: 'scrapegraph',
  sonar: 'sonarqube',
  tfe: 'terraform',
  vertex: 'google',
  volc: 'volcengine',
  voyageai: 'voyage',
  xoxb: 'slack',
  xoxc: 'slack',
  xoxd: 'slack',
  xoxp: 'slack',
  'z-ai': 'zhipu',
  zai: 'zhipu',
};

const list = (text: string) => text.split(/\s+/).filter((name) => name !== '');

/** The name together, as it may stand in a key (`BRIGHTDATA_TOKEN`), beside the name apart. */
const spellings = (name: string): readonly string[] =>
  name.includes('-') ? [name, name.replaceAll('-', '')] : [name];

/** Words for names that mean an issuer wherever they stand, with the issuer's id. */
export const PROVIDER_NAMES: ReadonlyMap<string, string> = new Map([
  ...list(NAMES).flatMap((name) => spellings(name).map((one): [string, string] => [one, name])),
  ...Object.entries(ALIASES).flatMap(([name, id]) =>
    spellings(name).map((one): [string, string] => [one, id]),
  ),
]);

/** Names that mean an issuer as the first word only. */
export const FIRST_WORD_NAMES: ReadonlySet<string> = new Set(list(FIRST_ONLY));
