import type { ProviderRecord } from '../record.ts';
import { askWith, BEARER, status } from './parts.ts';
import { VAULT_ROTATION } from './rotations/secret-stores.ts';
import { GRAFANA_ROTATIONS } from './rotations/services.ts';

/** Servers of the organisation's own: only at origins that the operator lists. */
export const SELF_HOSTED_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'vault',
    provider: 'vault',
    types: ['vault-service-token', 'vault-token-legacy'],
    name: 'Vault',
    class: 'self',
    origins: [],
    selfHosted: true,
    values: [/^hvs\.[\w-]{24,300}$/, /^s\.[A-Za-z\d]{24}(?:\.[A-Za-z\d]{5,6})?$/],
    probe: {
      by: 'token',
      request: { method: 'GET', path: '/v1/auth/token/lookup-self', headers: { 'x-vault-token': '{token}' } },
      live: [{ status: [200], has: ['/data/accessor'] }],
      dead: [
        { status: [403], contains: { '/errors/0': 'invalid token' } },
        { status: [403], contains: { '/errors/1': 'invalid token' } },
      ],
      // Older servers say only this, and say it to a living token without the default policy as well.
      deadOnceSeenLive: [{ status: [403], has: ['/errors/0'] }],
    },
    ways: [
      {
        by: 'token',
        act: {
          request: {
            method: 'POST',
            path: '/v1/auth/token/revoke-self',
            headers: { 'x-vault-token': '{token}' },
          },
          accepted: [status(204)],
        },
      },
    ],
    rotations: [VAULT_ROTATION],
    describe: {
      expect: [status(200)],
      owner: ['/data/display_name', '/data/entity_id'],
      scopes: { at: '/data/policies' },
      issuedAt: '/data/issue_time',
      expiresAt: '/data/expire_time',
    },
    ownerNotified: false,
    // Child tokens and leases die with their parent.
    blast: 'grant',
    docs: 'https://developer.hashicorp.com/vault/api-docs/auth/token#revoke-a-token-self',
    verified: 'documentation',
  },
  {
    id: 'jira-data-center',
    provider: 'atlassian',
    types: ['jira-data-center-pat'],
    name: 'Jira Data Center',
    class: 'self_if_scoped',
    origins: [],
    selfHosted: true,
    values: [/^[A-Za-z\d+/]{44}$/],
    probe: askWith(BEARER, '/rest/api/2/myself', ['/name']),
    ways: [
      {
        by: 'token',
        // The list shows no part of the values, so only the one token of a user who has no other can be told.
        find: [
          {
            by: 'token',
            request: { method: 'GET', path: '/rest/pat/latest/tokens', headers: BEARER },
            expect: [status(200)],
            list: { at: '', match: { only: true } },
            take: { id: { at: '/id', pattern: /^\d{1,20}$/ } },
          },
        ],
        act: {
          request: { method: 'DELETE', path: '/rest/pat/latest/tokens/{id}', headers: BEARER },
          accepted: [status(204)],
          gone: [status(401)],
        },
      },
    ],
    describe: { expect: [status(200)], owner: ['/displayName', '/name'], kind: 'user' },
    ownerNotified: false,
    blast: 'token',
    docs: 'https://developer.atlassian.com/server/jira/platform/personal-access-token/',
    verified: 'documentation',
  },
  {
    id: 'grafana',
    provider: 'grafana',
    types: ['grafana-service-account-token'],
    name: 'Grafana',
    class: 'admin',
    origins: [],
    selfHosted: true,
    values: [/^glsa_[A-Za-z\d]{32}_[\da-f]{8}$/],
    // A token has an id only within its service account, and Grafana shows no part of a value.
    credentialId: /^(?<account>\d{1,20})\/(?<id>\d{1,20})$/,
    probe: askWith(BEARER, '/api/org', ['/id']),
    ways: [
      {
        by: 'admin',
        act: {
          request: {
            method: 'DELETE',
            path: '/api/serviceaccounts/{account}/tokens/{id}',
            headers: { authorization: 'Bearer {admin}' },
          },
          accepted: [status(200)],
          gone: [status(404)],
        },
      },
    ],
    rotations: GRAFANA_ROTATIONS,
    describe: { expect: [status(200)], environment: '/name', kind: 'service' },
    ownerNotified: false,
    blast: 'token',
    docs: 'https://grafana.com/docs/grafana/latest/developers/http_api/serviceaccount/#delete-service-account-tokens',
    verified: 'documentation',
  },
];
