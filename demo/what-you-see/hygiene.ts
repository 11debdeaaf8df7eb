import type { HygieneReport } from '../../src/respond/render-hygiene.ts';

/** What an owner is told in a week with something of everything. */
export const HYGIENE: HygieneReport = {
  id: '2026-W48-0a1b2c3d4e5f',
  owner: '@acme/platform',
  account: 'acme',
  week: { number: 48, year: 2026 },
  groups: [
    {
      check: 'foreign-code',
      severity: 'high',
      count: 1,
      subjects: [
        {
          code: '3f2a91c0',
          name: 'label in .github/workflows/label.yml',
          repository: 'acme/web',
          severity: 'high',
          facts: { job: 'label', triggers: 'pull_request_target', names: 'TAVILY_API_KEY' },
        },
      ],
    },
    {
      check: 'unpinned-server',
      severity: 'high',
      count: 7,
      subjects: ['web', 'api', 'shop', 'docs', 'ops'].map((repository, at) => ({
        code: `b7de0c5${at}`,
        name: 'search',
        repository: `acme/${repository}`,
        severity: 'high',
        facts: { runner: 'npx', package: 'tavily-mcp' },
      })),
    },
    {
      check: 'rotation-overdue',
      severity: 'medium',
      count: 2,
      subjects: [
        {
          code: '9c41d0aa',
          name: 'NPM_TOKEN',
          repository: 'acme/web',
          severity: 'medium',
          facts: { secret: 'NPM_TOKEN', days: 93, allowed: 90 },
        },
        {
          code: '7e350f1b',
          name: 'SENTRY_TOKEN',
          repository: 'acme/api',
          severity: 'low',
          facts: { secret: 'SENTRY_TOKEN', days: 80, allowed: 90 },
        },
      ],
    },
    { check: 'no-audit', severity: 'low', count: 12, subjects: [] },
  ],
  ending: [
    {
      check: 'shadow-server',
      name: 'playground',
      reason: 'a trial that ends with the month',
      endsAt: new Date('2026-12-01T00:00:00Z'),
    },
  ],
  exceptions: 3,
};
