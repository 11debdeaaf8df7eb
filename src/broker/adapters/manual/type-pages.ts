import type { RotatePage } from './rotate-page.ts';

/** Types that are rotated at another place than the rest of their provider. By type. */
export const TYPE_PAGES: readonly RotatePage[] = [
  {
    id: 'linear-oauth-token',
    url: 'https://linear.app/settings/account/security',
    steps: 'Remove the application under Settings, Security & access, Authorized applications.',
    dies: 'Every token of the same application and user dies with it.',
  },
  {
    id: 'sentry-user-token',
    url: 'https://sentry.io/settings/account/api/auth-tokens/',
    steps: 'Remove the token under User Auth Tokens of the account.',
    dies: 'Nothing else dies with it.',
  },
  {
    id: 'supabase-service-role',
    url: 'https://supabase.com/dashboard/project/_/settings/api-keys',
    steps: 'Change to the new secret keys under Project Settings, API Keys, then disable the legacy keys.',
    dies: 'The anon key is legacy as well and dies with it, so clients need the publishable key first.',
  },
  {
    id: 'supabase-secret-key',
    url: 'https://supabase.com/dashboard/project/_/settings/api-keys',
    steps: 'Create a new secret key under Project Settings, API Keys, then delete the leaked one.',
    dies: 'Nothing else dies with it.',
  },
  {
    id: 'google-oauth-access-token',
    url: 'https://myaccount.google.com/connections',
    steps:
      'Remove the access of the app under Third-party apps and services; the token itself ends within an hour.',
    dies: 'The refresh token of the same consent dies with it.',
  },
  {
    id: 'google-oauth-client-secret',
    url: 'https://console.cloud.google.com/auth/clients',
    steps: 'Add a new client secret to the OAuth client, then disable and delete the leaked one.',
    dies: 'Tokens that were issued with it live on until they are revoked.',
  },
  {
    id: 'openai-admin-key',
    url: 'https://platform.openai.com/settings/organization/admin-keys',
    steps: 'Delete the key under Organization, Admin keys.',
    dies: 'Nothing else dies with it.',
  },
  {
    id: 'slack-session-token',
    url: 'https://slack.com/account/settings',
    steps: 'Sign out of all other sessions in the account settings; the token is that of a browser session.',
    dies: 'Every other session of the user ends.',
  },
];
