import type { Rotation } from '../../rotation.ts';
import { ADMIN_BEARER, BEARER, ID, status } from '../parts.ts';

const OPENAI_ACCOUNTS = '/v1/organization/projects/{project}/service_accounts';

/** OpenAI's API makes keys only together with a service account of the project, which is removed as a whole. */
export const OPENAI_ROTATION: Rotation = {
  find: [
    {
      by: 'token',
      request: { method: 'GET', path: '/v1/models', headers: BEARER },
      expect: [status(200)],
      take: { project: { header: 'openai-project', pattern: /^proj_\w{4,64}$/ } },
    },
  ],
  issue: {
    request: { method: 'POST', path: OPENAI_ACCOUNTS, headers: ADMIN_BEARER, json: { name: '{label}' } },
    accepted: [{ status: [200, 201], has: ['/api_key/value'] }],
  },
  value: { at: '/api_key/value', pattern: /^sk-[\w-]{40,300}$/ },
  take: { id: { at: '/id', pattern: ID } },
  left: {
    request: {
      method: 'GET',
      path: OPENAI_ACCOUNTS,
      query: { limit: '100', after: '{cursor?}' },
      headers: ADMIN_BEARER,
    },
    expect: [{ status: [200], has: ['/data'] }],
    at: '/data',
    id: { at: '/id', pattern: ID },
    name: '/name',
    pages: { more: '/has_more', cursor: '/last_id' },
  },
  remove: {
    request: { method: 'DELETE', path: `${OPENAI_ACCOUNTS}/{new.id}`, headers: ADMIN_BEARER },
    accepted: [{ status: [200], json: { '/deleted': true } }],
    gone: [status(404)],
  },
  docs: 'https://platform.openai.com/docs/api-reference/project-service-accounts/create',
};

const NEON_KEYS = '/api/v2/organizations/{admin.organisation}/api_keys';

/** A key of the organisation, for the same project if the old one was for one; a person's key stays a person's. */
export const NEON_ROTATION: Rotation = {
  find: [
    {
      by: 'admin',
      request: { method: 'GET', path: NEON_KEYS, headers: ADMIN_BEARER },
      expect: [status(200)],
      list: { at: '', match: { at: '/id', equals: '{credentialId}' } },
      copy: { project: '/project_id' },
    },
  ],
  issue: {
    request: {
      method: 'POST',
      path: NEON_KEYS,
      headers: ADMIN_BEARER,
      json: { key_name: '{label}', project_id: { $copy: 'project' } },
    },
    accepted: [{ status: [200, 201], has: ['/key', '/id'] }],
  },
  value: { at: '/key', pattern: /^napi_[a-z\d]{60,70}$/ },
  take: { id: { at: '/id', pattern: /^\d{1,20}$/ } },
  credentialId: '{new.id}',
  left: {
    request: { method: 'GET', path: NEON_KEYS, headers: ADMIN_BEARER },
    expect: [status(200)],
    at: '',
    id: { at: '/id', pattern: /^\d{1,20}$/ },
    name: '/name',
  },
  remove: {
    request: { method: 'DELETE', path: `${NEON_KEYS}/{new.id}`, headers: ADMIN_BEARER },
    accepted: [{ status: [200], json: { '/revoked': true } }],
    gone: [status(404)],
  },
  docs: 'https://neon.com/docs/manage/orgs-api#api-keys',
};

const GRAFANA_TOKENS = '/api/serviceaccounts/{account}/tokens';

/** Another token of the same service account, which holds the rights. */
const grafanaRotation = (end: Pick<Rotation, 'find'>, life: object): Rotation => ({
  ...end,
  issue: {
    request: {
      method: 'POST',
      path: GRAFANA_TOKENS,
      headers: ADMIN_BEARER,
      json: { name: '{label}', ...life },
    },
    accepted: [{ status: [200, 201], has: ['/key', '/id'] }],
  },
  value: { at: '/key', pattern: /^glsa_[A-Za-z\d]{32}_[\da-f]{8}$/ },
  take: { id: { at: '/id', pattern: /^\d{1,20}$/ } },
  credentialId: '{account}/{new.id}',
  left: {
    request: { method: 'GET', path: GRAFANA_TOKENS, headers: ADMIN_BEARER },
    expect: [status(200)],
    at: '',
    id: { at: '/id', pattern: /^\d{1,20}$/ },
    name: '/name',
  },
  remove: {
    request: { method: 'DELETE', path: `${GRAFANA_TOKENS}/{new.id}`, headers: ADMIN_BEARER },
    accepted: [status(200)],
    gone: [status(404)],
  },
  docs: 'https://grafana.com/docs/grafana/latest/developers/http_api/serviceaccount/#create-service-account-tokens',
});

/** First one that ends when the old one would have ended; a token without an end, or that is gone, has the other. */
export const GRAFANA_ROTATIONS: readonly Rotation[] = [
  grafanaRotation(
    {
      find: [
        {
          by: 'admin',
          request: { method: 'GET', path: GRAFANA_TOKENS, headers: ADMIN_BEARER },
          expect: [status(200)],
          list: { at: '', match: { at: '/id', equals: '{id}' } },
          // With fractions of a second.
          take: { life: { at: '/secondsUntilExpiration', pattern: /^([1-9]\d{0,11})(?:\.\d+)?$/ } },
        },
      ],
    },
    { secondsToLive: { $copy: 'life' } },
  ),
  grafanaRotation({}, {}),
];
