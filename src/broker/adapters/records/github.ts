import type { ProviderRecord } from '../record.ts';
import { BEARER, status } from './parts.ts';

const HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };

/** The bulk call refuses an Authorization header with 403, and says nothing of the tokens. */
const BULK = {
  provider: 'github',
  name: 'GitHub',
  class: 'self',
  origins: ['https://api.github.com'],
  // A GitHub of the operator's own has tokens of the same forms, and holds leaked ones of github.com as well.
  selfHosted: 'listed',
  ways: [
    {
      by: 'nobody',
      act: {
        request: {
          method: 'POST',
          path: '/credentials/revoke',
          headers: HEADERS,
          json: { credentials: ['{token}'] },
        },
        accepted: [status(200, 201, 202, 204)],
        bulk: { max: 1000 },
      },
    },
  ],
  // For each address without authorization; that is why credentials that come together share a request.
  rateLimit: { requests: 60, perMs: 3_600_000 },
  // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
  limited: { statuses: [403], waitMs: 60_000 },
  ownerNotified: true,
  blast: 'token',
  docs: 'https://docs.github.com/rest/credentials/revoke',
  verified: 'documentation',
} as const satisfies Partial<ProviderRecord>;

const USER = {
  probe: {
    by: 'token',
    request: { method: 'GET', path: '/user', headers: { ...HEADERS, ...BEARER } },
    live: [{ status: [200], has: ['/login'] }],
    dead: [status(401)],
  },
  describe: {
    expect: [status(200)],
    owner: ['/login'],
    kind: 'user',
    scopes: { header: 'x-oauth-scopes' },
  },
} as const satisfies Partial<ProviderRecord>;

/** GitHub's own tokens. The operator's configuration says which GitHub it is. */
export const GITHUB_RECORDS: readonly ProviderRecord[] = [
  {
    ...BULK,
    ...USER,
    id: 'github-pat-classic',
    types: ['github-pat-classic'],
    values: [/^ghp_[\w]{4,255}$/],
    rotateUrl: 'https://github.com/settings/tokens',
  },
  {
    ...BULK,
    ...USER,
    id: 'github-pat-fine-grained',
    types: ['github-pat-fine-grained'],
    values: [/^github_pat_\w{4,255}$/],
    rotateUrl: 'https://github.com/settings/personal-access-tokens',
  },
  {
    ...BULK,
    ...USER,
    id: 'github-oauth',
    types: ['github-oauth'],
    values: [/^gho_\w{4,255}$/],
    rotateUrl: 'https://github.com/settings/applications',
  },
  {
    ...BULK,
    ...USER,
    id: 'github-user-to-server',
    types: ['github-user-to-server'],
    values: [/^ghu_[\w.-]{4,1024}$/],
    rotateUrl: 'https://github.com/settings/apps/authorizations',
  },
  {
    // It opens nothing but the token endpoint, which needs the app's secret and would use the token up.
    ...BULK,
    id: 'github-refresh',
    types: ['github-refresh', 'github-refresh-token'],
    values: [/^ghr_\w{4,255}$/],
    rotateUrl: 'https://github.com/settings/apps/authorizations',
  },
  {
    ...BULK,
    id: 'github-installation',
    types: ['github-server-to-server', 'github-server-to-server-jwt'],
    values: [/^ghs_[\w.-]{4,2048}$/],
    probe: {
      by: 'token',
      // `/user` refuses an installation token that lives.
      request: {
        method: 'GET',
        path: '/installation/repositories',
        query: { per_page: '1' },
        headers: { ...HEADERS, ...BEARER },
      },
      live: [{ status: [200], has: ['/total_count'] }],
      dead: [status(401)],
    },
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'DELETE', path: '/installation/token', headers: { ...HEADERS, ...BEARER } },
          accepted: [status(200, 202, 204)],
          gone: [status(401)],
        },
      },
    ],
    describe: { expect: [status(200)], owner: ['/repositories/0/owner/login'], kind: 'service' },
    rateLimit: { requests: 5000, perMs: 3_600_000 },
    ownerNotified: false,
    rotateUrl: 'https://github.com/settings/installations',
    docs: 'https://docs.github.com/rest/apps/installations#revoke-an-installation-access-token',
  },
];
