import type { RotatePage } from './rotate-page.ts';

/** Where code, packages, builds and clouds live. By provider. */
export const CODE_PAGES: readonly RotatePage[] = [
  {
    id: 'github',
    url: 'https://github.com/settings/apps',
    steps:
      'Open the settings of the GitHub App or OAuth app, delete the leaked key or client secret, and create a new one.',
  },
  {
    id: 'gitlab',
    url: 'https://gitlab.com/-/user_settings/personal_access_tokens',
    steps:
      'Revoke the token in the list of access tokens of the user, project or group that it belongs to; on a self-managed GitLab use the same page there.',
  },
  {
    id: 'npm',
    url: 'https://www.npmjs.com/settings/~/tokens',
    steps:
      'Delete the token under Access Tokens; a token cannot delete itself when it skips two-factor authentication.',
  },
  {
    id: 'pypi',
    url: 'https://pypi.org/manage/account/token/',
    steps:
      'Remove the token under API tokens of the account or of the project, then check the project for unknown releases.',
  },
  {
    id: 'buildkite',
    url: 'https://buildkite.com/user/api-access-tokens',
    steps: 'Revoke the token under API Access Tokens.',
  },
  {
    id: 'vercel',
    url: 'https://vercel.com/account/settings/tokens',
    steps: 'Delete the token under Account Settings, Tokens.',
  },
  {
    id: 'netlify',
    url: 'https://app.netlify.com/user/applications#personal-access-tokens',
    steps: 'Revoke the token under User settings, Applications, Personal access tokens.',
  },
  {
    id: 'heroku',
    url: 'https://dashboard.heroku.com/account/applications',
    steps: 'Revoke the authorization, or regenerate the API key on the Account page.',
  },
  {
    id: 'digitalocean',
    url: 'https://cloud.digitalocean.com/account/api/tokens',
    steps: 'Delete the token under API, Tokens.',
  },
  {
    id: 'cloudflare',
    url: 'https://dash.cloudflare.com/profile/api-tokens',
    steps: 'Roll or delete the token; a Global API Key is changed on the same page.',
  },
  {
    id: 'aws',
    url: 'https://console.aws.amazon.com/iam/home#/security_credentials',
    steps:
      'Set the access key to inactive, check CloudTrail for its use, then delete it and create a new one.',
  },
  {
    id: 'azure',
    url: 'https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
    steps:
      'Remove the client secret from the app registration and create a new one; sign-in sessions are revoked separately.',
  },
  {
    id: 'google',
    url: 'https://console.cloud.google.com/apis/credentials',
    steps:
      'Delete or rotate the key under Credentials of the project that it belongs to, and restrict the new one.',
  },
  {
    id: 'pulumi',
    url: 'https://app.pulumi.com/account/tokens',
    steps: 'Delete the token under Access Tokens.',
  },
  {
    id: 'doppler',
    url: 'https://dashboard.doppler.com',
    steps:
      'Revoke the token under Tokens of the workplace, or under Access of the config that it belongs to.',
  },
  {
    id: 'vault',
    steps: 'Run "vault token revoke" with the token or its accessor against the Vault server that issued it.',
  },
  {
    id: 'postman',
    url: 'https://go.postman.co/settings/me/api-keys',
    steps: 'Revoke the key under API keys of the account settings.',
  },
  {
    id: 'sentry',
    url: 'https://sentry.io/settings/auth-tokens/',
    steps: 'Revoke the token under Auth Tokens of the organization.',
  },
  {
    id: 'grafana',
    url: 'https://grafana.com/profile/org',
    steps:
      'Delete the token of the service account under Administration, Service accounts of the Grafana instance.',
  },
  {
    id: 'new-relic',
    url: 'https://one.newrelic.com/api-keys',
    steps: 'Delete the key under API keys of the account.',
  },
  {
    id: 'datadog',
    url: 'https://app.datadoghq.com/organization-settings/api-keys',
    steps:
      'Revoke it under Organization Settings, API Keys, Application Keys or Access Tokens, on the Datadog site that it belongs to.',
  },
  { id: 'e2b', url: 'https://e2b.dev/dashboard', steps: 'Delete the key under API Keys of the team.' },
  {
    id: 'browserbase',
    url: 'https://www.browserbase.com/settings',
    steps: 'Regenerate the API key of the project under Settings.',
  },
];
