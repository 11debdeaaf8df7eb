import { randomBytes } from 'node:crypto';
import type { SeedConfig } from 'emulate';
import { RekeyError } from '../../../src/base/errors.ts';
import type { GitHubOptions, RepositorySeed } from './github-world.ts';

/** What an App that works like Rekey needs; a test that wants less says so. */
const PERMISSIONS = {
  metadata: 'read',
  contents: 'read',
  checks: 'write',
  issues: 'write',
  members: 'read',
  pull_requests: 'write',
  discussions: 'write',
  secret_scanning_alerts: 'write',
  merge_queues: 'read',
  actions: 'write',
  actions_variables: 'read',
  agent_variables: 'read',
  environments: 'read',
  organization_actions_variables: 'read',
  organization_agent_variables: 'read',
};
const EVENTS = [
  'push',
  'create',
  'delete',
  'pull_request',
  'merge_group',
  'check_run',
  'check_suite',
  'issues',
  'issue_comment',
  'pull_request_review',
  'pull_request_review_comment',
  'commit_comment',
  'discussion',
  'discussion_comment',
  'release',
  'gollum',
  'secret_scanning_alert',
  'repository',
  'public',
  'workflow_run',
  'workflow_job',
  'workflow_dispatch',
];
const TOKENS_PER_USER = 50;
const FIRST_INSTALLATION = 41_000_001;

/** Everything that is fixed before the emulator starts. */
export interface Plan {
  readonly appId: number;
  readonly appSlug: string;
  readonly privateKey: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUrls: readonly string[];
  readonly repositories: readonly RepositorySeed[];
  readonly orgs: NonNullable<GitHubOptions['orgs']>;
  /** Login to tokens of that user. Many, because the emulator counts 5000 requests for each. */
  readonly userTokens: ReadonlyMap<string, readonly string[]>;
  /** Owner to installation id. */
  readonly installations: Readonly<Record<string, number>>;
  /** Signs what the emulator sends to the proxy. */
  readonly relaySecret: string;
}

const random = () => randomBytes(20).toString('hex');

/** Decides logins, ids and secrets. All secrets are random and live as long as the world. */
export function makePlan(options: GitHubOptions, privateKey: string): Plan {
  const users = options.users ?? ['octo'];
  const [first] = users;
  if (first === undefined) throw new RekeyError('WORLD_EMPTY', 'A world needs at least one user.');
  const repositories = options.repositories ?? [{ owner: first, name: 'app', private: true }];
  const owners = [...new Set(repositories.map(({ owner }) => owner))];
  return {
    appId: 424_242,
    appSlug: 'rekey',
    privateKey,
    permissions: options.permissions ?? PERMISSIONS,
    events: options.events ?? EVENTS,
    clientId: `client-${randomBytes(8).toString('hex')}`,
    clientSecret: random(),
    redirectUrls: options.redirectUrls ?? [],
    repositories,
    orgs: options.orgs ?? [],
    userTokens: new Map(users.map((login) => [login, Array.from({ length: TOKENS_PER_USER }, random)])),
    installations: Object.fromEntries(owners.map((owner, i) => [owner, FIRST_INSTALLATION + i])),
    relaySecret: random(),
  };
}

/** The plan in the form that the emulator reads. */
export function toSeed(plan: Plan, webhookUrl: string): SeedConfig {
  const users = [...plan.userTokens.keys()];
  const tokens = [...plan.userTokens].flatMap(([login, own]) =>
    own.map((token) => [token, { login, scopes: ['repo', 'user'] }]),
  );
  return {
    tokens: Object.fromEntries(tokens),
    github: {
      users: users.map((login) => ({ login, name: login, email: `${login}@example.test` })),
      orgs: plan.orgs.map(({ login, members }) => ({
        login,
        members: members.map((member) => ({ login: member, role: 'admin' })),
      })),
      repos: plan.repositories.map((repository) => ({
        owner: repository.owner,
        name: repository.name,
        private: repository.private ?? false,
        auto_init: repository.autoInit ?? true,
        default_branch: repository.defaultBranch ?? 'main',
      })),
      oauth_apps: [
        {
          client_id: plan.clientId,
          client_secret: plan.clientSecret,
          name: 'Rekey',
          redirect_uris: [...plan.redirectUrls],
        },
      ],
      apps: [
        {
          app_id: plan.appId,
          slug: plan.appSlug,
          name: 'Rekey',
          private_key: plan.privateKey,
          permissions: { ...plan.permissions },
          events: [...plan.events],
          webhook_url: webhookUrl,
          webhook_secret: plan.relaySecret,
          installations: Object.entries(plan.installations).map(([account, id]) => ({
            installation_id: id,
            account,
            repository_selection: 'all',
          })),
        },
      ],
    },
  };
}
