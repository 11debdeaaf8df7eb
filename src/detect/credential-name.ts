/** Providers whose name is not simply their id with a capital letter. */
const PROVIDER_NAMES = new Map([
  ['aws', 'AWS'],
  ['digitalocean', 'DigitalOcean'],
  ['gcp', 'Google Cloud'],
  ['github', 'GitHub'],
  ['gitlab', 'GitLab'],
  ['huggingface', 'Hugging Face'],
  ['hubspot', 'HubSpot'],
  ['mcp', 'MCP server'],
  ['npm', 'npm'],
  ['openai', 'OpenAI'],
  ['openrouter', 'OpenRouter'],
  ['planetscale', 'PlanetScale'],
  ['pypi', 'PyPI'],
  ['sendgrid', 'SendGrid'],
]);

/** Types that have a name of their own in plain English. */
const TYPE_NAMES = new Map([
  ['mcp-bearer', 'Bearer token of a remote MCP server'],
  ['mcp-access-token', 'Access token of a remote MCP server'],
  ['mcp-refresh-token', 'Refresh token of a remote MCP server'],
  ['mcp-client-secret', 'OAuth client secret of an MCP client'],
  ['password', 'Password'],
  ['generic-key', 'Secret value'],
  ['mcp-url', 'Address of an MCP server that is a credential itself'],
  ['app-password', 'App password'],
  ['seed-phrase', 'Seed phrase of a wallet'],
  ['jwt', 'JSON Web Token'],
  ['private-key', 'Private key'],
  ['google-service-account-key', 'Key of a Google service account'],
  ['discord-webhook', 'Discord webhook'],
  ['twilio-api-key-secret', 'Secret of a Twilio API key'],
  ['jira-data-center-pat', 'Jira Data Center personal access token'],
  ['github-pat-classic', 'GitHub personal access token (classic)'],
  ['github-pat-fine-grained', 'GitHub personal access token (fine-grained)'],
  ['github-oauth', 'GitHub OAuth token'],
  ['github-user-to-server', 'GitHub App user token'],
  ['github-server-to-server', 'GitHub App installation token'],
  ['github-refresh', 'GitHub refresh token'],
]);

/** Words of type ids that are not written as they are. */
const WORDS = new Map([
  ['api', 'API'],
  ['jwt', 'JWT'],
  ['oauth', 'OAuth'],
  ['pat', 'personal access token'],
]);

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

function providerName(provider: string): string | undefined {
  const name = PROVIDER_NAMES.get(provider);
  if (name !== undefined) return name;
  if (provider === 'unknown' || !ID.test(provider)) return undefined;
  return (provider.charAt(0).toUpperCase() + provider.slice(1)).replaceAll('-', ' ');
}

/** `slack-bot-token` of `slack` is a "Slack bot token". */
function readType(provider: string, name: string, type: string): string | undefined {
  if (!type.startsWith(`${provider}-`) || !ID.test(type)) return undefined;
  const words = type.slice(provider.length + 1).split('-');
  return `${name} ${words.map((word) => WORDS.get(word) ?? word).join(' ')}`;
}

/**
 * A credential's kind in plain English, starting with a capital letter. Ids that do not read as words are shown as they
 * are when they are ids at all; anything else is just "Credential".
 */
export function credentialName(credential: { readonly provider: string; readonly type: string }): string {
  const known = TYPE_NAMES.get(credential.type);
  if (known !== undefined) return known;
  const provider = providerName(credential.provider);
  const read = provider === undefined ? undefined : readType(credential.provider, provider, credential.type);
  if (read !== undefined) return read;
  const base = provider === undefined ? 'Credential' : `${provider} credential`;
  return ID.test(credential.type) ? `${base} (${credential.type})` : base;
}
