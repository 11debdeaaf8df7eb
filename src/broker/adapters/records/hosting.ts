import type { ProviderRecord } from '../record.ts';
import { askWith, BEARER, status, UUID } from './parts.ts';
import { DOPPLER_ROTATION } from './rotations/secret-stores.ts';

const HEROKU = { ...BEARER, accept: 'application/vnd.heroku+json; version=3' };
const FASTLY = { 'fastly-key': '{token}' };

/** Where programs run, and where their secrets are kept. */
export const HOSTING_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'doppler',
    provider: 'doppler',
    types: ['doppler-token', 'doppler-service-token'],
    name: 'Doppler',
    class: 'self',
    origins: ['https://api.doppler.com'],
    values: [/^dp\.[a-z]{2,6}\.[\w.-]{40,80}$/],
    probe: askWith(BEARER, '/v3/me', ['/type']),
    ways: [
      {
        by: 'nobody',
        act: {
          request: { method: 'POST', path: '/v3/auth/revoke', json: { token: '{token}' } },
          accepted: [status(200, 204)],
        },
      },
    ],
    rotations: [DOPPLER_ROTATION],
    describe: {
      expect: [status(200)],
      owner: ['/name', '/slug'],
      environment: '/workplace/name',
      issuedAt: '/created_at',
      lastUsedAt: '/last_seen_at',
    },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://dashboard.doppler.com',
    docs: 'https://docs.doppler.com/reference/auth-revoke',
    verified: 'documentation',
  },
  {
    id: 'vercel',
    provider: 'vercel',
    // Of the new forms only personal tokens can end themselves; the others fit no value here.
    types: ['vercel-token', 'vercel-token-legacy'],
    name: 'Vercel',
    class: 'self',
    origins: ['https://api.vercel.com'],
    values: [/^vcp_[A-Za-z\d]{56}$/, /^[A-Za-z\d]{24}$/],
    probe: {
      by: 'token',
      request: { method: 'GET', path: '/v2/user', headers: BEARER },
      live: [{ status: [200], has: ['/user'] }],
      dead: [status(401), { status: [403], json: { '/error/invalidToken': true } }],
    },
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'DELETE', path: '/v3/user/tokens/current', headers: BEARER },
          accepted: [status(200)],
          gone: [status(401), { status: [403], json: { '/error/invalidToken': true } }],
        },
      },
    ],
    describe: { expect: [status(200)], owner: ['/user/username', '/user/id'], kind: 'user' },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://vercel.com/account/settings/tokens',
    docs: 'https://vercel.com/docs/rest-api/reference/endpoints/authentication/delete-an-authentication-token',
    verified: 'documentation',
  },
  {
    id: 'digitalocean',
    provider: 'digitalocean',
    types: ['digitalocean-token', 'digitalocean-oauth-token'],
    name: 'DigitalOcean',
    class: 'self',
    origins: ['https://api.digitalocean.com'],
    values: [/^dop_v1_[\da-f]{64}$/, /^doo_v1_[\da-f]{64}$/],
    probe: {
      by: 'token',
      request: { method: 'GET', path: '/v2/account', headers: BEARER },
      // A token without the scope to read the account is known, and refused for that.
      live: [
        { status: [200], has: ['/account'] },
        { status: [403], json: { '/id': 'forbidden' } },
      ],
      dead: [status(401)],
    },
    ways: [
      {
        by: 'token',
        act: {
          request: {
            method: 'POST',
            origin: 'https://cloud.digitalocean.com',
            path: '/v1/oauth/revoke',
            headers: BEARER,
            form: { token: '{token}' },
          },
          accepted: [status(200)],
          gone: [status(401)],
        },
      },
    ],
    describe: { expect: [{ status: [200], has: ['/account'] }], owner: ['/account/email'], kind: 'user' },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://cloud.digitalocean.com/account/api/tokens',
    docs: 'https://docs.digitalocean.com/reference/api/oauth/',
    verified: 'documentation',
    assumed:
      'That it ends personal access tokens too is known from public code; the proof shows it each time.',
  },
  {
    id: 'heroku',
    provider: 'heroku',
    types: ['heroku-api-key', 'heroku-api-key-legacy'],
    name: 'Heroku',
    class: 'self',
    origins: ['https://api.heroku.com'],
    values: [/^HRKU-[\w-]{30,80}$/, UUID],
    probe: askWith(HEROKU, '/account', ['/id']),
    ways: [
      {
        by: 'token',
        find: [
          {
            by: 'token',
            request: { method: 'GET', path: '/oauth/authorizations', headers: HEROKU },
            expect: [status(200)],
            list: { at: '', match: { value: '/access_token/token' } },
            take: { id: { at: '/id', pattern: UUID } },
          },
        ],
        act: {
          request: { method: 'DELETE', path: '/oauth/authorizations/{id}', headers: HEROKU },
          accepted: [status(200)],
          gone: [status(401)],
        },
      },
    ],
    describe: { expect: [status(200)], owner: ['/email'], kind: 'user', lastUsedAt: '/last_login' },
    ownerNotified: false,
    blast: 'grant',
    rotateUrl: 'https://dashboard.heroku.com/account/applications',
    docs: 'https://devcenter.heroku.com/articles/platform-api-reference#oauth-authorization-delete',
    verified: 'documentation',
  },
  {
    id: 'fastly',
    provider: 'fastly',
    types: ['fastly-api-token'],
    name: 'Fastly',
    class: 'self',
    origins: ['https://api.fastly.com'],
    values: [/^[\w-]{32}$/],
    probe: askWith(FASTLY, '/tokens/self', ['/id']),
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'DELETE', path: '/tokens/self', headers: FASTLY },
          accepted: [status(204)],
          gone: [status(401)],
        },
      },
    ],
    describe: {
      expect: [status(200)],
      owner: ['/name', '/user_id'],
      scopes: { at: '/scope' },
      issuedAt: '/created_at',
      expiresAt: '/expires_at',
      lastUsedAt: '/last_used_at',
    },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://manage.fastly.com/account/personal/tokens',
    docs: 'https://www.fastly.com/documentation/reference/api/auth-tokens/user/',
    verified: 'documentation',
  },
  {
    id: 'tailscale',
    provider: 'tailscale',
    types: ['tailscale-api-key'],
    name: 'Tailscale',
    noun: 'key',
    class: 'self_if_scoped',
    origins: ['https://api.tailscale.com'],
    values: [/^tskey-api-(?<id>[A-Za-z\d]{8,32})-[A-Za-z\d]{16,64}$/],
    probe: askWith(BEARER, '/api/v2/tailnet/-/keys/{id}', ['/id']),
    ways: [
      {
        by: 'token',
        find: [
          {
            by: 'token',
            request: { method: 'GET', path: '/api/v2/tailnet/-/keys/{id}', headers: BEARER },
            expect: [status(200)],
            same: { '/id': '{id}' },
          },
        ],
        act: {
          request: { method: 'DELETE', path: '/api/v2/tailnet/-/keys/{id}', headers: BEARER },
          accepted: [status(200)],
        },
      },
    ],
    describe: {
      expect: [status(200)],
      owner: ['/userId', '/description'],
      issuedAt: '/created',
      expiresAt: '/expires',
    },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://login.tailscale.com/admin/settings/keys',
    docs: 'https://tailscale.com/api#tag/keys',
    verified: 'code',
    assumed:
      'That the third part of a key is its id is known from public code; the key is asked for its own id before it is deleted.',
  },
];
