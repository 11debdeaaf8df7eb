import { replacementFor } from '../../src/detect/index.ts';
import type {
  CheckReport,
  ExposureReport,
  IncidentReport,
  TimelineEntry,
} from '../../src/inventory/report.ts';

const HEAD = '5d1f0c6a9be2478830cc1d2f6e7a4b9c01d3e5f7';
const REPOSITORY = { owner: 'acme', name: 'billing', private: true } as const;
export const START = Date.parse('2026-11-23T09:14:05.100Z');

export const at = (ms: number, event: string, more: Omit<Partial<TimelineEntry>, 'at' | 'event'> = {}) => ({
  at: new Date(START + ms),
  event,
  ...more,
});

/** What the client of the example is to write. */
export const REPLACEMENT = replacementFor;

/** A place in a configuration file of a private repository. */
export function exampleExposure(changes: Partial<ExposureReport> = {}): ExposureReport {
  return {
    incidentId: 'github-token',
    repository: REPOSITORY,
    commit: HEAD,
    path: '.mcp.json',
    startLine: 7,
    startColumn: 25,
    endLine: 7,
    endColumn: 65,
    surface: 'claude-code',
    slot: 'env',
    confidence: 'exact',
    server: 'github',
    key: 'GITHUB_PERSONAL_ACCESS_TOKEN',
    introduced: true,
    atHead: true,
    ...changes,
  };
}

/** A GitHub token of a person, dead 812 ms after it was pushed. */
export function exampleIncident(changes: Partial<IncidentReport> = {}): IncidentReport {
  return {
    id: 'github-token',
    provider: 'github',
    type: 'github-pat-classic',
    redacted: 'ghp_… (40 characters)',
    fingerprint: '3f2a91c0b7de',
    state: 'revoked_verified',
    public: false,
    exposures: [exampleExposure()],
    exposureCount: 1,
    repositories: [{ ...REPOSITORY, count: 1 }],
    introduction: {
      kind: 'commit',
      repository: { id: 1, ...REPOSITORY },
      commit: HEAD,
      path: '.mcp.json',
      author: 'octocat',
    },
    ownership: { owners: ['@acme/payments'], source: 'codeowners' },
    facts: {
      owner: 'octocat',
      principalKind: 'user',
      scopes: ['repo', 'delete_repo'],
      audience: [],
      expiresAt: new Date('2027-03-01T00:00:00Z'),
      lastUsedAt: new Date(START - 7_200_000),
      moreTools: false,
      source: 'provider',
      describedAt: new Date(START + 180),
    },
    timeline: [
      at(0, 'found'),
      at(160, 'described'),
      at(170, 'revoking'),
      at(300, 'probe_live', { http: 200 }),
      at(500, 'revocation_accepted', { http: 202 }),
      at(800, 'probe_dead', { http: 401 }),
      at(812, 'revoked_verified'),
    ],
    ...changes,
  };
}

/** The production token of a registered server, which waits for a person. */
export function waitingIncident(changes: Partial<IncidentReport> = {}): IncidentReport {
  const place = exampleExposure({
    incidentId: 'billing-token',
    path: 'deploy/.cursor/mcp.json',
    startLine: 12,
    endLine: 12,
    surface: 'cursor',
    slot: 'header',
    confidence: 'high',
    server: 'billing',
    key: 'Authorization',
  });
  return exampleIncident({
    id: 'billing-token',
    provider: 'mcp',
    type: 'mcp-bearer',
    redacted: '… (64 characters)',
    fingerprint: '9c41d0aa7e35',
    state: 'approval_needed',
    approval: { approvers: ['@acme/security'], repository: REPOSITORY },
    revocable: true,
    plan: {
      why: 'approval',
      action: 'revoke',
      provider: 'its authorization server',
      reversible: false,
      sentTo: ['https://auth.acme.dev'],
      blast: 'grant',
      dryRun: false,
    },
    exposures: [place],
    ownership: { owners: ['@acme/payments'], source: 'register' },
    facts: {
      owner: 'deploy-bot',
      principalKind: 'service',
      scopes: ['invoices.read', 'invoices.pay'],
      audience: ['https://mcp.acme.dev/billing'],
      moreTools: false,
      tools: [
        { name: 'delete_repository', destructive: true },
        { name: 'pay_invoice', destructive: true },
        { name: 'list_invoices', readOnly: true },
      ],
      source: 'provider',
      describedAt: new Date(START + 190),
    },
    reach: {
      ways: [
        {
          repository: 'acme/billing',
          path: '.github/workflows/deploy.yml',
          holder: { via: 'variable', name: 'BILLING_TOKEN', scope: 'organization' },
          job: 'deploy',
          environment: 'production',
        },
        {
          repository: 'acme/ledger',
          path: '.github/workflows/nightly.yml',
          holder: { via: 'variable', name: 'BILLING_TOKEN', scope: 'organization' },
          job: 'reconcile',
          server: 'billing',
        },
      ],
      count: 12,
      repositories: 9,
      more: false,
    },
    timeline: [at(0, 'found'), at(190, 'described'), at(191, 'approval_needed')],
    ...changes,
  });
}

/** A key that only a person can revoke. */
export function manualIncident(changes: Partial<IncidentReport> = {}): IncidentReport {
  const { server: _server, ...place } = exampleExposure({
    incidentId: 'stripe-key',
    path: '.env',
    startLine: 3,
    endLine: 3,
    surface: 'dotenv',
    confidence: 'high',
    key: 'STRIPE_SECRET_KEY',
  });
  return exampleIncident({
    id: 'stripe-key',
    provider: 'stripe',
    type: 'stripe-secret-key',
    redacted: 'sk_live_… (107 characters)',
    fingerprint: '71be03d5f2c8',
    state: 'manual_required',
    explanation: 'Stripe lets only a person roll a secret key.',
    rotateUrl: 'https://dashboard.stripe.com/apikeys',
    exposures: [place],
    ownership: { owners: ['@octocat'], source: 'committer' },
    timeline: [at(0, 'found'), at(12, 'revoking'), at(14, 'manual_required')],
    ...changes,
  });
}

/** The check of a push to a private repository. */
export function exampleCheck(
  incidents: readonly IncidentReport[],
  changes: Partial<CheckReport> = {},
): CheckReport {
  return {
    headSha: HEAD,
    mode: 'enforce',
    private: true,
    exposures: incidents.flatMap(({ exposures }) => exposures),
    incidents,
    notes: [],
    ...changes,
  };
}
