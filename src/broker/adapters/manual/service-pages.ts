import type { RotatePage } from './rotate-page.ts';

/** Mail, messages, payments, models and everyday services that no record covers. By provider. */
export const SERVICE_PAGES: readonly RotatePage[] = [
  {
    id: 'mailgun',
    url: 'https://app.mailgun.com/settings/api_security',
    steps: 'Delete the key under API Security; a sending key of one domain is under its Domain settings.',
  },
  {
    id: 'brevo',
    url: 'https://app.brevo.com/settings/keys/api',
    steps: 'Delete the key under SMTP & API, API Keys.',
  },
  {
    id: 'mailchimp',
    url: 'https://admin.mailchimp.com/account/api/',
    steps: 'Disable the key under Extras, API keys.',
  },
  {
    id: 'postmark',
    url: 'https://account.postmarkapp.com/servers',
    steps: 'Open the server and delete the token under API Tokens.',
  },
  {
    id: 'intercom',
    url: 'https://app.intercom.com/a/apps/_/developer-hub',
    steps: 'Open the app in the Developer Hub and regenerate its access token under Authentication.',
  },
  {
    id: 'zendesk',
    url: 'https://www.zendesk.com/login/',
    steps:
      'Deactivate, then delete the token in the Admin Center under Apps and integrations, APIs, API tokens.',
  },
  {
    id: 'salesforce',
    url: 'https://login.salesforce.com',
    steps:
      'End the session under Setup, Session Management; revoke tokens of a connected app under Connected Apps OAuth Usage.',
  },
  {
    id: 'monday',
    url: 'https://monday.com/developers/apps',
    steps: 'Regenerate the token in the Developer Center under API token, or under Administration, API.',
  },
  {
    id: 'clickup',
    url: 'https://app.clickup.com/settings/apps',
    steps: 'Regenerate the token under Settings, Apps.',
  },
  {
    id: 'trello',
    url: 'https://trello.com/u/me/account',
    steps:
      'Revoke the application in the account settings; an API key is replaced on the page of its Power-Up.',
  },
  {
    id: 'todoist',
    url: 'https://app.todoist.com/app/settings/integrations/developer',
    steps: 'Issue a new API token under Settings, Integrations, Developer.',
  },
  {
    id: 'calendly',
    url: 'https://calendly.com/integrations/api_webhooks',
    steps: 'Revoke the token under Integrations, API and webhooks, Personal access tokens.',
  },
  {
    id: 'webflow',
    url: 'https://webflow.com/dashboard',
    steps: 'Delete the token under Apps & integrations, API access in the settings of the site.',
  },
  {
    id: 'contentful',
    url: 'https://app.contentful.com/account/profile/cma_tokens',
    steps:
      'Revoke the token under Account settings, CMA tokens; a delivery key is deleted under API keys of its space.',
  },
  {
    id: 'miro',
    url: 'https://miro.com/app/settings/user-profile/apps',
    steps: 'Uninstall the app from the team under Profile settings, Your apps, and install it again.',
  },
  {
    id: 'dropbox',
    url: 'https://www.dropbox.com/account/connected_apps',
    steps: 'Disconnect the app under Settings, Connected apps.',
  },
  {
    id: 'twitch',
    url: 'https://www.twitch.tv/settings/connections',
    steps:
      'Disconnect the app under Settings, Connections; a client secret is replaced in the developer console.',
  },
  {
    id: 'spotify',
    url: 'https://developer.spotify.com/dashboard',
    steps: 'Open the app and rotate its client secret under Settings.',
  },
  {
    id: 'facebook',
    url: 'https://developers.facebook.com/apps/',
    steps:
      'Reset the app secret under App settings, Basic, and remove the access of the app in the settings of the user.',
  },
  {
    id: 'square',
    url: 'https://developer.squareup.com/apps',
    steps: 'Open the application and replace its access token under Credentials.',
  },
  {
    id: 'paypal',
    url: 'https://developer.paypal.com/dashboard/applications',
    steps: 'Open the app, generate a second secret, and disable the leaked one.',
  },
  {
    id: 'plaid',
    url: 'https://dashboard.plaid.com/developers/keys',
    steps: 'Rotate the secret under Developers, Keys.',
  },
  {
    id: 'razorpay',
    url: 'https://dashboard.razorpay.com/app/website-app-settings/api-keys',
    steps: 'Regenerate the key under Account & Settings, API keys, and choose to end the old one now.',
  },
  {
    id: 'cohere',
    url: 'https://dashboard.cohere.com/api-keys',
    steps: 'Delete the key under API Keys.',
  },
  {
    id: 'deepgram',
    url: 'https://console.deepgram.com',
    steps: 'Open the project and delete the key under API Keys.',
  },
  {
    id: 'elevenlabs',
    url: 'https://elevenlabs.io/app/settings/api-keys',
    steps: 'Delete or rotate the key under API Keys.',
  },
  {
    id: 'together',
    url: 'https://api.together.ai/settings/api-keys',
    steps: 'Delete the key under Settings, API Keys.',
  },
  {
    id: 'fireworks',
    url: 'https://app.fireworks.ai/settings/users/api-keys',
    steps: 'Delete the key under Settings, API Keys.',
  },
  {
    id: 'nvidia',
    url: 'https://build.nvidia.com/settings/api-keys',
    steps: 'Delete the key under Settings, API Keys.',
  },
  {
    id: 'wandb',
    url: 'https://wandb.ai/settings',
    steps: 'Delete the key under User Settings, API keys.',
  },
  {
    id: 'jina',
    url: 'https://jina.ai/api-dashboard/key-manager',
    steps: 'Delete the key in the key manager of the API dashboard.',
  },
  {
    id: 'serper',
    url: 'https://serper.dev/api-keys',
    steps: 'Delete the key under API Keys.',
  },
  {
    id: 'browserless',
    url: 'https://account.browserless.io',
    steps: 'Rotate the token on the account dashboard under API Keys.',
  },
  {
    id: 'cursor',
    url: 'https://cursor.com/dashboard',
    steps: 'Revoke the key on the dashboard under API Keys.',
  },
  {
    id: 'ref',
    url: 'https://ref.tools/keys',
    steps: 'Delete the key under API Keys of the account.',
  },
];
