import type { ProviderRecord, RequestTemplate } from '../record.ts';
import { status } from './parts.ts';
import { GOOGLE_ROTATION } from './rotations/clouds.ts';

const GOOGLE_TOKEN = 'https://oauth2.googleapis.com';
const googleKey = (by: 'token' | 'admin', method: 'POST' | 'DELETE', verb: string): RequestTemplate => ({
  method,
  origin: 'https://iam.googleapis.com',
  path: `/v1/projects/-/serviceAccounts/{client_email}/keys/{private_key_id}${verb}`,
  headers: { authorization: 'Bearer {jwt}' },
  google: { audience: 'https://iam.googleapis.com/', by },
});

/** Google's clouds and accounts. */
export const GOOGLE_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'google-service-account-key',
    provider: 'google',
    types: ['google-service-account-key'],
    name: 'Google Cloud',
    noun: 'key',
    class: 'self_if_scoped',
    origins: [GOOGLE_TOKEN],
    // The detector gives the private key, and beside it whose it is; other callers give the whole key file.
    values: [
      /^(?<private_key>-----BEGIN PRIVATE KEY-----\n[\w+/=\n]{100,8000}\n-----END PRIVATE KEY-----\n?)$/,
    ],
    keyId:
      /^(?<client_email>[\w.-]{1,128}@[\w.-]{1,128}\.gserviceaccount\.com)\/(?<private_key_id>[\da-f]{40})$/,
    members: {
      type: /^service_account$/,
      client_email: /^[\w.-]{1,128}@[\w.-]{1,128}\.gserviceaccount\.com$/,
      private_key_id: /^[\da-f]{40}$/,
      private_key: /^-----BEGIN PRIVATE KEY-----\n[\w+/=\n]{100,8000}\n-----END PRIVATE KEY-----\n?$/,
    },
    probe: {
      by: 'token',
      request: {
        method: 'POST',
        path: '/token',
        form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: '{jwt}' },
        google: {
          audience: 'https://oauth2.googleapis.com/token',
          scope: 'https://www.googleapis.com/auth/cloud-platform',
          by: 'token',
        },
      },
      live: [{ status: [200], has: ['/access_token'] }],
      dead: [
        {
          status: [400],
          json: { '/error': 'invalid_grant' },
          contains: { '/error_description': 'Invalid JWT Signature' },
        },
        {
          status: [400],
          json: { '/error': 'invalid_grant' },
          contains: { '/error_description': 'account not found' },
        },
      ],
      // Also said when the clocks differ.
      deadOnceSeenLive: [{ status: [400], json: { '/error': 'invalid_grant' } }],
    },
    ways: (['token', 'admin'] as const).map((by) => ({
      by,
      reversible: true,
      act: { request: { ...googleKey(by, 'POST', ':disable'), json: {} }, accepted: [status(200)] },
      // A key that has disabled itself signs nothing any more.
      ...(by === 'admin'
        ? { final: { request: googleKey(by, 'DELETE', ''), accepted: [status(200)] } }
        : undefined),
    })),
    rotations: [GOOGLE_ROTATION],
    describe: { expect: [status(200)], owner: [{ value: '{client_email}' }], kind: 'service' },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
    docs: 'https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys/disable',
    verified: 'documentation',
  },
  {
    id: 'google-oauth-access-token',
    provider: 'google',
    types: ['google-oauth-access-token'],
    name: 'Google',
    class: 'self',
    origins: [GOOGLE_TOKEN],
    values: [/^ya29\.[\w.-]{20,2048}$/],
    probe: {
      by: 'token',
      request: { method: 'POST', path: '/tokeninfo', form: { access_token: '{token}' } },
      live: [{ status: [200], has: ['/expires_in'] }],
      dead: [{ status: [400], json: { '/error': 'invalid_token' } }],
    },
    ways: [
      {
        by: 'nobody',
        act: {
          request: { method: 'POST', path: '/revoke', form: { token: '{token}' } },
          accepted: [status(200)],
          gone: [{ status: [400], json: { '/error': 'invalid_token' } }],
        },
      },
    ],
    describe: {
      expect: [status(200)],
      owner: ['/email', '/aud'],
      scopes: { at: '/scope' },
      expiresAt: '/exp',
    },
    ownerNotified: false,
    blast: 'grant',
    rotateUrl: 'https://myaccount.google.com/connections',
    docs: 'https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke',
    verified: 'documentation',
  },
  {
    id: 'google-oauth-refresh-token',
    provider: 'google',
    types: ['google-oauth-refresh-token'],
    name: 'Google',
    class: 'self',
    origins: [GOOGLE_TOKEN],
    values: [/^1\/\/[\w-]{20,512}$/],
    ways: [
      {
        by: 'nobody',
        act: {
          request: { method: 'POST', path: '/revoke', form: { token: '{token}' } },
          accepted: [status(200)],
          gone: [{ status: [400], json: { '/error': 'invalid_token' } }],
        },
      },
    ],
    // Only a client with its secret could ask; a second revocation tells that the first took effect.
    proof: {
      by: 'nobody',
      request: { method: 'POST', path: '/revoke', form: { token: '{token}' } },
      live: [status(200)],
      dead: [{ status: [400], json: { '/error': 'invalid_token' } }],
    },
    ownerNotified: false,
    blast: 'grant',
    rotateUrl: 'https://myaccount.google.com/connections',
    docs: 'https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke',
    verified: 'documentation',
  },
];
