import type { Measures } from '../../src/governance/check.ts';
import type {
  CredentialRecord,
  EnvironmentRecord,
  JobRecord,
  SecretRecord,
  ServerRecord,
  Use,
} from '../../src/governance/records.ts';

export const NOW = new Date('2026-06-15T12:00:00Z');
export const MEASURES: Measures = { now: NOW, maxTokenSeconds: 3600, maxAgeDays: 90, unusedDays: 90 };

/** So many days before {@link NOW}. */
export const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);
/** So many seconds after another moment. */
export const after = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);

/** A use by a server of a configuration. */
export const servedBy = (server: string, more: Partial<Use> = {}): Use => ({
  repository: 'acme/app',
  path: '.mcp.json',
  server,
  triggers: [],
  ...more,
});

/** A use by a job of a workflow. */
export const runBy = (job: string, more: Partial<Use> = {}): Use => ({
  repository: 'acme/app',
  path: '.github/workflows/ci.yml',
  job,
  triggers: ['push'],
  ...more,
});

const ID = '0f0f0f0f-0000-4000-8000-000000000000';

/** Records about which no check has anything to say. */
export const QUIET = {
  credential: {
    id: ID,
    name: 'github-pat-fine (acme/app)',
    provider: 'github',
    type: 'github-pat-fine',
    isJwt: false,
    state: 'manual_required',
    ended: false,
    stateSince: daysAgo(1),
    leaks: { content: 0, workflow: 0, variable: 0, organisationVariable: 0 },
    reintroduced: false,
    principal: 'service',
    scopes: ['contents:read'],
    audience: [],
    owners: ['@acme/platform'],
    goneOwners: [],
    uses: [servedBy('github', { serverUrl: 'https://mcp.example.com/mcp' })],
    showsUse: true,
  } satisfies CredentialRecord as CredentialRecord,
  secret: {
    id: ID,
    name: 'DEPLOY_TOKEN',
    scope: 'repository',
    repository: 'acme/app',
    createdAt: daysAgo(40),
    updatedAt: daysAgo(40),
    owners: ['@acme/platform'],
    goneOwners: [],
    uses: [runBy('deploy', { environment: 'production' })],
  } satisfies SecretRecord as SecretRecord,
  server: {
    id: ID,
    name: 'search',
    repository: 'acme/app',
    path: '.mcp.json',
    line: 3,
    transport: 'stdio',
    secretInUrl: false,
    runner: 'npx',
    package: '@acme/search',
    version: '1.4.2',
    takesSecret: true,
    basicAuth: false,
    owners: [],
    hasRegister: false,
  } satisfies ServerRecord as ServerRecord,
  job: {
    id: ID,
    name: 'acme/app ci.yml build',
    repository: 'acme/app',
    path: '.github/workflows/ci.yml',
    job: 'build',
    triggers: ['push'],
    oidc: false,
    runsForeignCode: false,
    owners: [],
    takes: [{ via: 'secret', name: 'SEARCH_TOKEN', key: 'SEARCH_TOKEN', line: 9, mcp: true }],
  } satisfies JobRecord as JobRecord,
  environment: {
    id: ID,
    name: 'production',
    repository: 'acme/app',
    reviewers: true,
    branches: false,
    secrets: ['DEPLOY_TOKEN'],
    owners: [],
  } satisfies EnvironmentRecord as EnvironmentRecord,
};
