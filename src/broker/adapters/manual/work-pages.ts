import type { RotatePage } from './rotate-page.ts';

/** Where people work, talk, sell and keep data. By provider. */
export const WORK_PAGES: readonly RotatePage[] = [
  {
    id: 'slack',
    url: 'https://api.slack.com/apps',
    steps:
      'Open the app, revoke its tokens under OAuth & Permissions, and reinstall it; a webhook is removed under Incoming Webhooks.',
  },
  {
    id: 'notion',
    url: 'https://www.notion.so/profile/integrations',
    steps: 'Open the integration and refresh its secret.',
  },
  {
    id: 'linear',
    url: 'https://linear.app/settings/account/security',
    steps:
      'Revoke the key under Settings, Security & access, Personal API keys; an application is removed on the same page.',
  },
  {
    id: 'figma',
    url: 'https://www.figma.com/settings',
    steps: 'Revoke the token under Settings, Security, Personal access tokens; that takes effect at once.',
  },
  {
    id: 'atlassian',
    url: 'https://id.atlassian.com/manage-profile/security/api-tokens',
    steps: 'Revoke the token under API tokens; an administrator can do so for other users.',
  },
  {
    id: 'airtable',
    url: 'https://airtable.com/create/tokens',
    steps: 'Regenerate or delete the personal access token.',
  },
  {
    id: 'hubspot',
    url: 'https://app.hubspot.com/l/private-apps',
    steps: 'Open the private app, rotate its access token, and expire the old one now.',
  },
  {
    id: 'asana',
    url: 'https://app.asana.com/0/my-apps',
    steps: 'Delete the personal access token in the developer console.',
  },
  {
    id: 'zapier',
    url: 'https://mcp.zapier.com',
    steps: 'Rotate the token of the MCP server under Connect, or delete the webhook step.',
  },
  {
    id: 'make',
    url: 'https://www.make.com/en/login',
    steps: 'Delete the MCP token under Profile, API access, and create a new one.',
  },
  {
    id: 'pipedream',
    url: 'https://pipedream.com/settings/account',
    steps: 'Delete the MCP server or the key in the settings of the workspace.',
  },
  {
    id: 'n8n',
    steps:
      'Delete the API key under Settings, n8n API of the instance, or change the path of the MCP trigger.',
  },
  {
    id: 'discord',
    url: 'https://discord.com/developers/applications',
    steps:
      'Reset the bot token under Bot of the application; a webhook is deleted in the settings of its channel.',
  },
  { id: 'telegram', url: 'https://t.me/BotFather', steps: 'Send /revoke to BotFather and choose the bot.' },
  {
    id: 'stripe',
    url: 'https://dashboard.stripe.com/apikeys',
    steps: 'Roll the key with immediate expiry under Developers, API keys.',
  },
  {
    id: 'shopify',
    url: 'https://admin.shopify.com/settings/apps/development',
    steps: 'Uninstall or rotate the custom app whose Admin API access token leaked.',
  },
  {
    id: 'twilio',
    url: 'https://console.twilio.com/us1/account/keys-credentials/api-keys',
    steps: 'Delete the API key, or promote the secondary auth token.',
  },
  {
    id: 'sendgrid',
    url: 'https://app.sendgrid.com/settings/api_keys',
    steps: 'Delete the key under Settings, API Keys.',
  },
  { id: 'resend', url: 'https://resend.com/api-keys', steps: 'Delete the key under API Keys.' },
  {
    id: 'supabase',
    url: 'https://supabase.com/dashboard/account/tokens',
    steps: 'Delete the access token of the account; keys of a project are under Project Settings, API Keys.',
  },
  {
    id: 'neon',
    url: 'https://console.neon.tech/app/settings/api-keys',
    steps:
      'Revoke the key under Account settings, API keys, or in the settings of the organization; Neon keys never expire.',
  },
  {
    id: 'planetscale',
    url: 'https://app.planetscale.com',
    steps: 'Delete the service token under Settings, Service tokens of the organization.',
  },
  {
    id: 'databricks',
    url: 'https://accounts.cloud.databricks.com',
    steps: 'Revoke the token in the workspace under Settings, Developer, Access tokens.',
  },
  {
    id: 'alchemy',
    url: 'https://dashboard.alchemy.com/apps',
    steps: 'Rotate the key of the app under its settings.',
  },
  {
    id: 'infura',
    url: 'https://developer.metamask.io',
    steps: 'Delete the API key, or turn on its secret and allow-lists.',
  },
  {
    id: 'quicknode',
    url: 'https://dashboard.quicknode.com/endpoints',
    steps: 'Replace the endpoint token under Security of the endpoint.',
  },
  { id: 'helius', url: 'https://dashboard.helius.dev/api-keys', steps: 'Delete the key under API Keys.' },
];
