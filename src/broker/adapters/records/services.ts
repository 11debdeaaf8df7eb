import type { ProviderRecord } from '../record.ts';
import { ADMIN_BEARER, askWith, BEARER, status, UUID } from './parts.ts';
import { NEON_ROTATION } from './rotations/services.ts';

const SUPABASE_KEYS = '/v1/projects/{admin.project}/api-keys';

/** Databases, mail and telephony. */
export const SERVICE_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'neon',
    provider: 'neon',
    types: ['neon-api-key'],
    name: 'Neon',
    noun: 'key',
    class: 'self_if_scoped',
    origins: ['https://console.neon.tech'],
    values: [/^napi_[a-z\d]{60,70}$/],
    // Neon shows no part of a value, so the id must be known.
    credentialId: /^\d{1,20}$/,
    adminFields: { organisation: /^org-[a-z\d-]{4,64}$/ },
    probe: askWith(BEARER, '/api/v2/auth', ['/account_id']),
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'DELETE', path: '/api/v2/api_keys/{credentialId}', headers: BEARER },
          accepted: [{ status: [200], json: { '/revoked': true } }],
        },
      },
      {
        by: 'admin',
        act: {
          request: {
            method: 'DELETE',
            path: '/api/v2/organizations/{admin.organisation}/api_keys/{credentialId}',
            headers: ADMIN_BEARER,
          },
          accepted: [{ status: [200], json: { '/revoked': true } }],
        },
      },
    ],
    rotations: [NEON_ROTATION],
    describe: { expect: [status(200)], owner: ['/account_id'], scopes: { at: '/auth_method' } },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://console.neon.tech/app/settings/api-keys',
    docs: 'https://neon.com/docs/reference/api/api-key/revoke-api-key',
    verified: 'documentation',
  },
  {
    id: 'supabase-secret-key',
    provider: 'supabase',
    types: ['supabase-secret-key'],
    name: 'Supabase',
    noun: 'key',
    class: 'admin',
    origins: ['https://{admin.project}.supabase.co'],
    values: [/^sb_secret_[\w-]{20,80}$/],
    adminFields: { project: /^[a-z]{20}$/ },
    probe: {
      by: 'token',
      request: { method: 'GET', path: '/auth/v1/settings', headers: { apikey: '{token}' } },
      live: [{ status: [200], has: ['/external'] }],
      dead: [],
      // Another project's key is refused in the same way.
      deadOnceSeenLive: [status(401)],
    },
    ways: [
      {
        by: 'admin',
        find: [
          {
            by: 'admin',
            request: {
              method: 'GET',
              origin: 'https://api.supabase.com',
              path: SUPABASE_KEYS,
              query: { reveal: 'true' },
              headers: ADMIN_BEARER,
            },
            expect: [status(200)],
            list: { at: '', match: { value: '/api_key' } },
            take: { id: { at: '/id', pattern: UUID } },
          },
        ],
        act: {
          request: {
            method: 'DELETE',
            origin: 'https://api.supabase.com',
            path: `${SUPABASE_KEYS}/{id}`,
            headers: ADMIN_BEARER,
          },
          accepted: [{ status: [200], has: ['/id'] }],
          gone: [status(404)],
        },
      },
    ],
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://supabase.com/dashboard/project/_/settings/api-keys',
    docs: 'https://supabase.com/docs/reference/api/v1-delete-project-api-key',
    verified: 'documentation',
    assumed:
      'That the list shows whole values with `reveal` is known from public code; otherwise nothing is found.',
  },
  {
    id: 'sendgrid',
    provider: 'sendgrid',
    types: ['sendgrid-api-key'],
    name: 'SendGrid',
    noun: 'key',
    class: 'self_if_scoped',
    // Keys of European subusers are known to their own host alone.
    origins: ['https://api.sendgrid.com', 'https://api.eu.sendgrid.com'],
    // The second part of a key is its id.
    values: [/^SG\.(?<id>[\w-]{22})\.[\w-]{43}$/],
    probe: askWith(BEARER, '/v3/scopes', ['/scopes']),
    ways: (['token', 'admin'] as const).map((by) => ({
      by,
      act: {
        request: {
          method: 'DELETE',
          path: '/v3/api_keys/{id}',
          headers: by === 'token' ? BEARER : ADMIN_BEARER,
        },
        accepted: [status(204)],
      },
    })),
    describe: { expect: [status(200)], scopes: { at: '/scopes' } },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://app.sendgrid.com/settings/api_keys',
    docs: 'https://www.twilio.com/docs/sendgrid/api-reference/api-keys/delete-api-keys',
    verified: 'documentation',
    assumed:
      'That the second part of a key is its id is known from public code; otherwise nothing is found by it.',
  },
  {
    id: 'twilio-api-key',
    provider: 'twilio',
    types: ['twilio-api-key-secret'],
    name: 'Twilio',
    noun: 'key',
    class: 'self_if_scoped',
    origins: ['https://messaging.twilio.com'],
    values: [/^[A-Za-z\d]{32}$/],
    keyId: /^SK[\da-f]{32}$/,
    adminFields: { keyId: /^(?:SK|AC)[\da-f]{32}$/ },
    probe: {
      by: 'token',
      // Open to standard keys as well, which the account's own pages are not.
      request: {
        method: 'GET',
        path: '/v1/Services',
        query: { PageSize: '1' },
        basic: ['{keyId}', '{token}'],
      },
      live: [{ status: [200], has: ['/meta'] }],
      dead: [],
      // Also said to a restricted key that may not ask this.
      deadOnceSeenLive: [{ status: [401], json: { '/code': 20_003 } }],
    },
    ways: (['token', 'admin'] as const).map((by) => ({
      by,
      act: {
        request: {
          method: 'DELETE',
          origin: 'https://iam.twilio.com',
          path: '/v1/Keys/{keyId}',
          basic: by === 'token' ? (['{keyId}', '{token}'] as const) : (['{admin.keyId}', '{admin}'] as const),
        },
        accepted: [status(204)],
        gone: [status(404)],
      },
    })),
    describe: { expect: [status(200)], owner: ['/services/0/account_sid'], kind: 'org' },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://console.twilio.com/us1/account/keys-credentials/api-keys',
    docs: 'https://www.twilio.com/docs/iam/api-keys/key-resource-v1#delete-a-key-resource',
    verified: 'documentation',
  },
];
