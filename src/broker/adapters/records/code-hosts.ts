import type { ProviderRecord } from '../record.ts';
import { askWith, BEARER, ID, status } from './parts.ts';

const PRIVATE_TOKEN = { 'private-token': '{token}' };
const ADMIN_TOKEN = { 'private-token': '{admin}' };

/** Where code and packages live, beside GitHub. */
export const CODE_HOST_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'gitlab-pat',
    provider: 'gitlab',
    types: ['gitlab-pat', 'gitlab-pat-routable', 'gitlab-pat-routable-v0'],
    name: 'GitLab',
    class: 'self',
    origins: ['https://gitlab.com'],
    selfHosted: true,
    values: [/^glpat-[\w.-]{20,300}$/],
    probe: askWith(PRIVATE_TOKEN, '/api/v4/personal_access_tokens/self', ['/id', '/scopes']),
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'DELETE', path: '/api/v4/personal_access_tokens/self', headers: PRIVATE_TOKEN },
          accepted: [status(204)],
          gone: [status(401)],
        },
      },
    ],
    describe: {
      expect: [status(200)],
      owner: ['/name', '/user_id'],
      scopes: { at: '/scopes' },
      issuedAt: '/created_at',
      expiresAt: '/expires_at',
      lastUsedAt: '/last_used_at',
    },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://gitlab.com/-/user_settings/personal_access_tokens',
    docs: 'https://docs.gitlab.com/api/personal_access_tokens/#revoke-a-personal-access-token',
    verified: 'documentation',
  },
  {
    id: 'gitlab-admin',
    provider: 'gitlab',
    types: [
      'gitlab-deploy-token',
      'gitlab-feed-token',
      'gitlab-pipeline-trigger-token',
      'gitlab-runner-token',
      'gitlab-runner-token-routable',
      'gitlab-runner-token-routable-v0',
      'gitlab-agent-token',
    ],
    name: 'GitLab',
    class: 'admin',
    origins: [],
    selfHosted: true,
    values: ['gldt', 'glft', 'glptt', 'glrt', 'glagent'].map(
      (beginning) => new RegExp(String.raw`^${beginning}-[\w.-]{16,300}$`),
    ),
    probe: {
      // Only the administrator's question tells about these kinds of token.
      by: 'admin',
      request: {
        method: 'POST',
        path: '/api/v4/admin/token',
        headers: ADMIN_TOKEN,
        json: { token: '{token}' },
      },
      live: [{ status: [200], has: ['/id'], json: { '/revoked': false } }],
      dead: [
        { status: [200], json: { '/revoked': true } },
        { status: [404], has: ['/message'] },
      ],
    },
    ways: [
      {
        by: 'admin',
        act: {
          request: {
            method: 'DELETE',
            path: '/api/v4/admin/token',
            headers: ADMIN_TOKEN,
            json: { token: '{token}' },
          },
          accepted: [status(204)],
          gone: [status(404)],
        },
      },
    ],
    ownerNotified: false,
    blast: 'token',
    docs: 'https://docs.gitlab.com/api/admin/token/',
    verified: 'documentation',
  },
  {
    id: 'huggingface',
    provider: 'huggingface',
    types: ['huggingface-token', 'huggingface-organization-token'],
    name: 'Hugging Face',
    class: 'self',
    origins: ['https://huggingface.co'],
    values: [/^hf_[A-Za-z\d]{30,64}$/, /^api_org_[A-Za-z\d]{30,64}$/],
    probe: askWith(BEARER, '/api/whoami-v2', ['/name']),
    ways: [
      {
        by: 'nobody',
        act: {
          request: { method: 'POST', path: '/api/credentials/revoke', json: { credentials: ['{token}'] } },
          accepted: [status(202)],
          // The documentation allows several and names no number.
          bulk: { max: 100 },
        },
      },
    ],
    describe: {
      expect: [status(200)],
      owner: ['/name'],
      scopes: { at: '/auth/accessToken/role' },
      issuedAt: '/auth/accessToken/createdAt',
      expiresAt: '/auth/accessToken/expiresAt',
    },
    ownerNotified: true,
    blast: 'token',
    rotateUrl: 'https://huggingface.co/settings/tokens',
    docs: 'https://huggingface.co/docs/hub/security-tokens',
    verified: 'documentation',
  },
  {
    id: 'rust-crates',
    provider: 'crates-io',
    types: ['crates-io-token'],
    name: 'Crates.io',
    class: 'self',
    origins: ['https://crates.io'],
    values: [/^cio[A-Za-z\d]{32}$/],
    probe: {
      by: 'token',
      // No page tells a token its owner; this one tells a known token from an unknown one by the reason it refuses.
      request: { method: 'GET', path: '/api/v1/me', headers: { authorization: '{token}' } },
      live: [
        {
          status: [403],
          json: { '/errors/0/detail': 'this action can only be performed on the crates.io website' },
        },
      ],
      dead: [{ status: [401, 403], json: { '/errors/0/detail': 'authentication failed' } }],
    },
    ways: [
      {
        by: 'token',
        act: {
          request: {
            method: 'DELETE',
            path: '/api/v1/tokens/current',
            headers: { authorization: '{token}' },
          },
          accepted: [status(204)],
        },
      },
    ],
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://crates.io/settings/tokens',
    docs: 'https://github.com/rust-lang/crates.io/blob/main/src/controllers/token.rs',
    verified: 'code',
    assumed:
      'The sentences by which a known and an unknown token are refused stand in the source of crates.io; with others nothing is green.',
  },
  {
    id: 'buildkite',
    provider: 'buildkite',
    types: ['buildkite-api-token', 'buildkite-api-token-v2'],
    name: 'Buildkite',
    class: 'self',
    origins: ['https://api.buildkite.com'],
    values: [/^bkua_[a-z\d]{40,64}$/],
    probe: askWith(BEARER, '/v2/access-token', ['/uuid', '/scopes']),
    ways: [
      {
        by: 'token',
        act: {
          request: { method: 'DELETE', path: '/v2/access-token', headers: BEARER },
          accepted: [status(204)],
          gone: [status(401)],
        },
      },
    ],
    describe: {
      expect: [status(200)],
      owner: ['/user/name', '/description', '/uuid'],
      scopes: { at: '/scopes' },
      issuedAt: '/created_at',
    },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://buildkite.com/user/api-access-tokens',
    docs: 'https://buildkite.com/docs/apis/rest-api/access-token',
    verified: 'documentation',
  },
  {
    id: 'launchdarkly',
    provider: 'launchdarkly',
    types: ['launchdarkly-access-token'],
    name: 'LaunchDarkly',
    class: 'self_if_scoped',
    origins: [
      'https://app.launchdarkly.com',
      'https://app.eu.launchdarkly.com',
      'https://app.launchdarkly.us',
    ],
    values: [/^api-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/],
    probe: askWith({ authorization: '{token}' }, '/api/v2/caller-identity', ['/tokenId']),
    ways: [
      {
        by: 'token',
        find: [
          {
            by: 'token',
            request: {
              method: 'GET',
              path: '/api/v2/caller-identity',
              headers: { authorization: '{token}' },
            },
            expect: [status(200)],
            take: { id: { at: '/tokenId', pattern: ID } },
          },
        ],
        act: {
          request: { method: 'DELETE', path: '/api/v2/tokens/{id}', headers: { authorization: '{token}' } },
          accepted: [status(204)],
        },
      },
    ],
    describe: { expect: [status(200)], owner: ['/tokenName', '/memberId'] },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://app.launchdarkly.com/settings/authorization',
    docs: 'https://launchdarkly.com/docs/api/access-tokens/delete-token',
    verified: 'code',
    assumed:
      'That the answer about the caller holds the id of the token is known from its clients; without it a person acts.',
  },
];
