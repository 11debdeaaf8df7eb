import type { ProviderRecord } from '../record.ts';
import { ADMIN_BEARER, status, UUID } from './parts.ts';

const DATADOG_SITES = [
  'https://api.datadoghq.com',
  'https://api.us3.datadoghq.com',
  'https://api.us5.datadoghq.com',
  'https://api.datadoghq.eu',
  'https://api.ap1.datadoghq.com',
  'https://api.ap2.datadoghq.com',
  'https://api.uk1.datadoghq.com',
  'https://api.ddog-gov.com',
  'https://api.us2.ddog-gov.com',
];
const VALIDATE = { method: 'GET', path: '/api/v2/validate' } as const;
const LEAKED_KEY = { 'dd-api-key': '{token}' };
const OWN_KEY = { 'dd-api-key': '{admin.apiKey}' };
const IS_VALID = [{ status: [200], json: { '/data/attributes/valid': true } }];

/** Datadog. The operator's credential is a service access token: https://docs.datadoghq.com/account_management/ */
export const DATADOG_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'datadog-api-key',
    provider: 'datadog',
    types: ['datadog-api-key'],
    name: 'Datadog',
    noun: 'key',
    class: 'admin',
    origins: DATADOG_SITES,
    values: [/^[\da-f]{32}$/],
    probe: {
      by: 'token',
      request: { ...VALIDATE, headers: LEAKED_KEY },
      live: IS_VALID,
      dead: [status(403)],
    },
    ways: [
      {
        by: 'admin',
        find: [
          {
            by: 'token',
            request: { ...VALIDATE, headers: LEAKED_KEY },
            expect: IS_VALID,
            take: { id: { at: '/data/attributes/api_key_id', pattern: UUID } },
          },
        ],
        act: {
          request: { method: 'DELETE', path: '/api/v2/api_keys/{id}', headers: ADMIN_BEARER },
          accepted: [status(204)],
          gone: [status(404)],
        },
      },
    ],
    describe: {
      expect: [status(200)],
      owner: ['/data/id'],
      kind: 'org',
      scopes: { at: '/data/attributes/api_key_scopes' },
    },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://app.datadoghq.com/organization-settings/api-keys',
    docs: 'https://docs.datadoghq.com/api/latest/key-management/delete-an-api-key/',
    verified: 'documentation',
  },
  {
    id: 'datadog-application-key',
    provider: 'datadog',
    types: ['datadog-application-key', 'datadog-application-key-legacy'],
    name: 'Datadog',
    noun: 'key',
    class: 'admin',
    origins: DATADOG_SITES,
    values: [/^[\da-f]{40}$/, /^ddapp_[A-Za-z\d]{34}$/],
    // An application key opens nothing without an API key of the same organisation.
    adminSecrets: { apiKey: { provider: 'datadog-api-key', pattern: /^[\da-f]{32}$/ } },
    probe: {
      by: 'token',
      request: {
        method: 'GET',
        path: '/api/v2/validate_keys',
        headers: { ...OWN_KEY, 'dd-application-key': '{token}' },
      },
      live: [{ status: [200], json: { '/status': 'ok' } }],
      dead: [],
      // Another organisation's key, or one of another site, is refused in the same way.
      deadOnceSeenLive: [status(401, 403)],
    },
    ways: [
      {
        by: 'admin',
        find: [
          // The list is the one of the organisation that the key was seen alive in: it holds the same API key.
          {
            by: 'admin',
            request: { ...VALIDATE, headers: OWN_KEY },
            expect: IS_VALID,
            take: { apiKeyId: { at: '/data/attributes/api_key_id', pattern: UUID } },
          },
          {
            by: 'admin',
            request: { method: 'GET', path: '/api/v2/api_keys/{apiKeyId}', headers: ADMIN_BEARER },
            expect: [status(200)],
            same: { '/data/id': '{apiKeyId}' },
          },
          {
            by: 'admin',
            request: {
              method: 'GET',
              path: '/api/v2/application_keys',
              query: { 'page[size]': '100', 'page[number]': '{page}' },
              headers: ADMIN_BEARER,
            },
            expect: [status(200)],
            list: {
              at: '/data',
              match: { ends: '/attributes/last4' },
              pages: { total: '/meta/page/total_filtered_count' },
            },
            take: { id: { at: '/id', pattern: UUID } },
          },
        ],
        act: {
          request: { method: 'DELETE', path: '/api/v2/application_keys/{id}', headers: ADMIN_BEARER },
          accepted: [status(204)],
          gone: [status(404)],
        },
      },
    ],
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://app.datadoghq.com/organization-settings/application-keys',
    docs: 'https://docs.datadoghq.com/api/latest/key-management/delete-an-application-key/',
    verified: 'documentation',
  },
];
