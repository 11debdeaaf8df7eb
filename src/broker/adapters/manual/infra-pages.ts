import type { RotatePage } from './rotate-page.ts';

/** Builds, hosts, databases and monitoring that no record covers. By provider. */
export const INFRA_PAGES: readonly RotatePage[] = [
  {
    id: 'bitbucket',
    url: 'https://id.atlassian.com/manage-profile/security/api-tokens',
    steps:
      'Revoke the API token under API tokens; an access token is under Settings, Access tokens of its repository. App passwords ended in June 2026.',
  },
  {
    id: 'circleci',
    url: 'https://app.circleci.com/settings/user/tokens',
    steps:
      'Delete the token under Personal API Tokens, or under Project Settings, API Permissions for a project token.',
  },
  {
    id: 'docker',
    url: 'https://app.docker.com/settings/personal-access-tokens',
    steps:
      'Deactivate, then delete the token under Personal access tokens; tokens of an organization are in its own settings.',
  },
  {
    id: 'rubygems',
    url: 'https://rubygems.org/profile/api_keys',
    steps: 'Delete the key under API keys, then check the gems that it may push for unknown versions.',
  },
  {
    id: 'nuget',
    url: 'https://www.nuget.org/account/apikeys',
    steps: 'Delete or regenerate the key under API Keys, then check its packages for unknown versions.',
  },
  {
    id: 'crates-io',
    url: 'https://crates.io/settings/tokens',
    steps: 'Revoke the token under API Tokens, then check its crates for unknown versions.',
  },
  {
    id: 'artifactory',
    steps:
      'Revoke the token under Administration, User Management, Access Tokens, or the API key under the profile of its user.',
  },
  {
    id: 'sonarqube',
    url: 'https://sonarcloud.io/account/security',
    steps: 'Revoke the token under My Account, Security; on a SonarQube server use the same page there.',
  },
  {
    id: 'snyk',
    url: 'https://app.snyk.io/account',
    steps: 'Revoke and regenerate the token under Account Settings, General, API Token.',
  },
  {
    id: 'terraform',
    url: 'https://app.terraform.io/app/settings/tokens',
    steps:
      'Delete the token under Tokens of the user, or under API tokens of the organization or team it belongs to.',
  },
  {
    id: 'launchdarkly',
    url: 'https://app.launchdarkly.com/settings/authorization',
    steps:
      'Delete the access token under Authorization; an SDK key is reset in the settings of its environment.',
  },
  {
    id: 'fly',
    url: 'https://fly.io/user/personal_access_tokens',
    steps:
      'Revoke the token on the tokens page of the account or organization, or run "fly tokens revoke" with its id.',
  },
  {
    id: 'render',
    url: 'https://dashboard.render.com/u/settings#api-keys',
    steps: 'Revoke the key under Account Settings, API Keys.',
  },
  {
    id: 'railway',
    url: 'https://railway.com/account/tokens',
    steps:
      'Delete the token under Account Settings, Tokens; a project token is under Settings, Tokens of its project.',
  },
  {
    id: 'fastly',
    url: 'https://manage.fastly.com/account/personal/tokens',
    steps: 'Delete the token under Personal API tokens; automation tokens are under Account tokens.',
  },
  {
    id: 'tailscale',
    url: 'https://login.tailscale.com/admin/settings/keys',
    steps: 'Revoke the key under Settings, Keys; an OAuth client is revoked under Settings, OAuth clients.',
  },
  {
    id: 'linode',
    url: 'https://cloud.linode.com/profile/tokens',
    steps: 'Revoke the token under My Profile, API Tokens.',
  },
  {
    id: 'hetzner',
    url: 'https://console.hetzner.cloud/projects',
    steps: 'Open the project, then delete the token under Security, API tokens.',
  },
  {
    id: 'mongodb',
    url: 'https://cloud.mongodb.com',
    steps:
      'Delete the secret of the service account or the API key under Access Manager; change a database password under Database Access.',
  },
  {
    id: 'redis',
    url: 'https://cloud.redis.io',
    steps:
      'Delete the key under Access Management, API Keys; change the password of a database in its Security section.',
  },
  {
    id: 'upstash',
    url: 'https://console.upstash.com',
    steps:
      'Open the database and reset its password, which makes new REST tokens; API keys of the account are deleted under Account, API keys.',
  },
  {
    id: 'clickhouse',
    url: 'https://console.clickhouse.cloud',
    steps: 'Disable, then delete the key under API Keys of the organization.',
  },
  {
    id: 'cockroachdb',
    url: 'https://cockroachlabs.cloud/access',
    steps: 'Delete the API key of the service account under Access Management, Service Accounts.',
  },
  {
    id: 'elastic',
    url: 'https://cloud.elastic.co/account/keys',
    steps:
      'Revoke the key under Organization, API keys; a key of one cluster is under Stack Management, API keys in its Kibana.',
  },
  {
    id: 'confluent',
    url: 'https://confluent.cloud/settings/api-keys',
    steps: 'Delete the key under API keys of the account or of its cluster.',
  },
  {
    id: 'algolia',
    url: 'https://dashboard.algolia.com/account/api-keys/all',
    steps: 'Delete the key under API Keys; the Admin API key is regenerated there instead.',
  },
  {
    id: '1password',
    url: 'https://my.1password.com/developer-tools/active/service-accounts',
    steps:
      'Open the service account under Developer and revoke or rotate its token, then change what its vaults hold.',
  },
  {
    id: 'infisical',
    url: 'https://app.infisical.com',
    steps: 'Delete the token under Access Control of the project, then change what it could read.',
  },
  {
    id: 'posthog',
    url: 'https://us.posthog.com/settings/user-api-keys',
    steps: 'Roll or delete the key under Personal API keys of the account.',
  },
  {
    id: 'honeycomb',
    url: 'https://ui.honeycomb.io',
    steps: 'Disable the key under Environment settings, API Keys, then delete it.',
  },
  {
    id: 'dynatrace',
    url: 'https://myaccount.dynatrace.com',
    steps:
      'Delete the token under Access Tokens of its environment, or the platform token in the account settings.',
  },
  {
    id: 'pagerduty',
    url: 'https://app.pagerduty.com/api_keys',
    steps:
      'Disable, then delete the key under Integrations, API Access Keys; a personal one is under My Profile, User Settings.',
  },
  {
    id: 'okta',
    url: 'https://login.okta.com',
    steps: 'Revoke the token in the Admin Console under Security, API, Tokens.',
  },
  {
    id: 'auth0',
    url: 'https://manage.auth0.com/#/applications',
    steps: 'Open the application and rotate its client secret under Settings.',
  },
  {
    id: 'home-assistant',
    steps:
      'Delete the token under Long-lived access tokens in the Security tab of the user profile of the instance.',
  },
  {
    id: 'kubernetes',
    steps:
      'Delete the Secret that holds the token, or the service account that a token without a Secret is bound to.',
  },
];
