import type { ProviderRecord } from '../record.ts';
import { askWith, BEARER, status } from './parts.ts';

/** Where people work together. */
export const WORK_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'linear-oauth',
    provider: 'linear',
    types: ['linear-oauth-token'],
    name: 'Linear',
    class: 'self',
    origins: ['https://api.linear.app'],
    values: [/^lin_oauth_[\da-f]{64}$/],
    probe: {
      by: 'token',
      request: {
        method: 'POST',
        path: '/graphql',
        headers: BEARER,
        json: { query: '{ viewer { id name } }' },
      },
      live: [{ status: [200], has: ['/data/viewer/id'] }],
      dead: [status(401), { status: [400], json: { '/errors/0/extensions/code': 'AUTHENTICATION_ERROR' } }],
    },
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'POST', path: '/oauth/revoke', headers: BEARER, form: { token: '{token}' } },
          accepted: [status(200)],
          gone: [status(400, 401)],
        },
      },
    ],
    describe: { expect: [status(200)], owner: ['/data/viewer/name', '/data/viewer/id'] },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://linear.app/settings/account/security',
    docs: 'https://linear.app/developers/oauth-2-0-authentication#6-revoke-an-access-token',
    verified: 'code',
    assumed:
      'That the value alone is enough, as bearer or in the form, is known from public code; it is sent as both, and proved.',
  },
  {
    id: 'notion-oauth',
    provider: 'notion',
    types: ['notion-integration-token', 'notion-integration-token-legacy'],
    name: 'Notion',
    class: 'admin',
    origins: ['https://api.notion.com'],
    values: [/^ntn_[A-Za-z\d]{43,50}$/, /^secret_[A-Za-z\d]{43,50}$/],
    adminFields: { clientId: /^[\da-f-]{32,36}$/ },
    probe: askWith({ ...BEARER, 'notion-version': '2022-06-28' }, '/v1/users/me', ['/id']),
    ways: [
      {
        by: 'admin',
        // Internal integrations have the same form; only a token of the operator's own integration is known here.
        find: [
          {
            by: 'admin',
            request: {
              method: 'POST',
              path: '/v1/oauth/introspect',
              basic: ['{admin.clientId}', '{admin}'],
              headers: { 'notion-version': '2022-06-28' },
              json: { token: '{token}' },
            },
            expect: [{ status: [200], json: { '/active': true } }],
          },
        ],
        act: {
          request: {
            method: 'POST',
            path: '/v1/oauth/revoke',
            basic: ['{admin.clientId}', '{admin}'],
            headers: { 'notion-version': '2022-06-28' },
            json: { token: '{token}' },
          },
          accepted: [{ status: [200], has: ['/request_id'] }],
        },
      },
    ],
    describe: { expect: [status(200)], owner: ['/name', '/bot/workspace_name', '/id'], kind: 'bot' },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://www.notion.so/profile/integrations',
    docs: 'https://developers.notion.com/reference/revoke-token',
    verified: 'documentation',
  },
  {
    id: 'miro',
    provider: 'miro',
    types: ['miro-access-token'],
    name: 'Miro',
    class: 'self',
    origins: ['https://api.miro.com'],
    // Base64 of `{"miro.origin":`.
    values: [/^eyJtaXJvLm9yaWdpbiI6[A-Za-z\d]{8,40}_[\w-]{20,64}$/],
    probe: askWith(BEARER, '/v1/oauth-token', ['/scopes']),
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'POST', path: '/v1/oauth/revoke', query: { access_token: '{token}' } },
          accepted: [status(204)],
          gone: [status(401)],
        },
      },
    ],
    describe: {
      expect: [status(200)],
      owner: ['/user/name', '/user/id'],
      kind: 'user',
      environment: '/team/name',
      scopes: { at: '/scopes' },
    },
    ownerNotified: false,
    blast: 'grant',
    rotateUrl: 'https://miro.com/app/settings/user-profile/apps',
    docs: 'https://developers.miro.com/v1.0/reference/revoke-token',
    verified: 'documentation',
  },
  {
    id: 'dropbox',
    provider: 'dropbox',
    types: ['dropbox-access-token'],
    name: 'Dropbox',
    class: 'self',
    origins: ['https://api.dropboxapi.com'],
    values: [/^sl\.[\w.-]{60,2000}$/],
    probe: {
      by: 'token',
      request: { method: 'POST', path: '/2/check/user', headers: BEARER, json: { query: 'rekey' } },
      live: [{ status: [200], json: { '/result': 'rekey' } }],
      dead: [status(401)],
    },
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'POST', path: '/2/auth/token/revoke', headers: BEARER },
          accepted: [status(200)],
          gone: [status(401)],
        },
      },
    ],
    describe: {
      request: { method: 'POST', path: '/2/users/get_current_account', headers: BEARER },
      expect: [status(200)],
      owner: ['/email', '/account_id'],
      kind: 'user',
    },
    ownerNotified: false,
    blast: 'grant',
    rotateUrl: 'https://www.dropbox.com/account/connected_apps',
    docs: 'https://www.dropbox.com/developers/documentation/http/documentation#auth-token-revoke',
    verified: 'documentation',
  },
];
