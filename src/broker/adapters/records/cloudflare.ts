import type { ProviderRecord } from '../record.ts';
import { BEARER, ID, status } from './parts.ts';
import { cloudflareRotation } from './rotations/clouds.ts';

const CLOUDFLARE = '/client/v4';
const DEAD_AT_CLOUDFLARE = [
  { status: [200], oneOf: { '/result/status': ['disabled', 'expired'] } },
  { status: [401], json: { '/success': false } },
];
const verifyAtCloudflare = (path: string) =>
  ({
    by: 'token',
    request: { method: 'GET', path: `${CLOUDFLARE}${path}/tokens/verify`, headers: BEARER },
    live: [{ status: [200], json: { '/success': true, '/result/status': 'active' } }],
  }) as const;
const cloudflareWay = (by: 'token' | 'admin', path: string) =>
  ({
    by,
    find: [
      {
        by: 'token',
        request: { method: 'GET', path: `${CLOUDFLARE}${path}/tokens/verify`, headers: BEARER },
        expect: [{ status: [200], json: { '/success': true } }],
        take: { id: { at: '/result/id', pattern: ID } },
      },
    ],
    act: {
      request: {
        method: 'DELETE',
        path: `${CLOUDFLARE}${path}/tokens/{id}`,
        headers: by === 'token' ? BEARER : { authorization: 'Bearer {admin}' },
      },
      accepted: [{ status: [200], json: { '/success': true } }],
      gone: [status(404)],
    },
  }) as const;
const CLOUDFLARE_USER = {
  provider: 'cloudflare',
  name: 'Cloudflare',
  class: 'self_if_scoped',
  origins: ['https://api.cloudflare.com'],
  ways: [cloudflareWay('token', '/user'), cloudflareWay('admin', '/user')],
  rotations: [cloudflareRotation('/user')],
  describe: { expect: [status(200)], issuedAt: '/result/not_before', expiresAt: '/result/expires_on' },
  rateLimit: { requests: 1200, perMs: 300_000 },
  ownerNotified: false,
  blast: 'token',
  rotateUrl: 'https://dash.cloudflare.com/profile/api-tokens',
  docs: 'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/delete/',
  verified: 'documentation',
} as const satisfies Partial<ProviderRecord>;

/** Cloudflare, which tells a token its own id. */
export const CLOUDFLARE_RECORDS: readonly ProviderRecord[] = [
  {
    ...CLOUDFLARE_USER,
    id: 'cloudflare-user-token',
    types: ['cloudflare-user-api-token'],
    values: [/^cfut_[A-Za-z\d]{40,64}$/],
    probe: { ...verifyAtCloudflare('/user'), dead: DEAD_AT_CLOUDFLARE },
  },
  {
    ...CLOUDFLARE_USER,
    id: 'cloudflare-token-legacy',
    types: ['cloudflare-api-token'],
    values: [/^[\w-]{40}$/],
    // Tokens of an account had the same form and are unknown to this question.
    probe: { ...verifyAtCloudflare('/user'), dead: [], deadOnceSeenLive: DEAD_AT_CLOUDFLARE },
  },
  {
    ...CLOUDFLARE_USER,
    id: 'cloudflare-account-token',
    types: ['cloudflare-account-api-token'],
    class: 'admin',
    values: [/^cfat_[A-Za-z\d]{40,64}$/],
    adminFields: { account: /^[\da-f]{32}$/ },
    probe: {
      ...verifyAtCloudflare('/accounts/{admin.account}'),
      dead: [],
      // Another account's token is refused in the same way.
      deadOnceSeenLive: DEAD_AT_CLOUDFLARE,
    },
    ways: [cloudflareWay('admin', '/accounts/{admin.account}')],
    rotations: [cloudflareRotation('/accounts/{admin.account}')],
    rotateUrl: 'https://dash.cloudflare.com/?to=/:account/api-tokens',
    docs: 'https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/methods/delete/',
  },
];
