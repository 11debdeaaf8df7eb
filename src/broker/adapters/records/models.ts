import type { ProviderRecord } from '../record.ts';
import { ADMIN_BEARER, askWith, BEARER, status, UUID } from './parts.ts';
import { OPENAI_ROTATION } from './rotations/services.ts';

const ANTHROPIC = { 'anthropic-version': '2023-06-01' };

/** Model providers. */
export const MODEL_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'openai',
    provider: 'openai',
    types: ['openai-project-key', 'openai-legacy-key', 'openai-service-account-key'],
    name: 'OpenAI',
    noun: 'key',
    class: 'admin',
    origins: ['https://api.openai.com'],
    // The mark in the middle of the older ones is base64 of `OpenAI`.
    values: [/^sk-(?:proj|svcacct)-[\w-]{40,300}$/, /^sk-[A-Za-z\d]{20}T3BlbkFJ[A-Za-z\d]{20}$/],
    probe: {
      ...askWith(BEARER, '/v1/models', ['/data']),
      // A living key of a project with data residency is refused with 401 as well, since its host is another.
      dead: [{ status: [401], json: { '/error/code': 'invalid_api_key' } }],
      deadOnceSeenLive: [status(401)],
    },
    ways: [
      {
        by: 'admin',
        find: [
          {
            by: 'token',
            request: { method: 'GET', path: '/v1/models', headers: BEARER },
            expect: [status(200)],
            take: { project: { header: 'openai-project', pattern: /^proj_\w{4,64}$/ } },
          },
          {
            by: 'admin',
            request: {
              method: 'GET',
              path: '/v1/organization/projects/{project}/api_keys',
              // Without `any` the list may leave out keys that work.
              query: { limit: '50', owner_project_access: 'any', after: '{cursor?}' },
              headers: ADMIN_BEARER,
            },
            expect: [{ status: [200], has: ['/data'] }],
            list: {
              at: '/data',
              match: { mask: '/redacted_value' },
              pages: { more: '/has_more', cursor: '/last_id' },
            },
            take: { id: { at: '/id', pattern: /^key_\w{4,64}$/ } },
          },
        ],
        act: {
          request: {
            method: 'DELETE',
            path: '/v1/organization/projects/{project}/api_keys/{id}',
            headers: ADMIN_BEARER,
          },
          accepted: [{ status: [200], json: { '/deleted': true } }],
          gone: [status(404)],
        },
      },
    ],
    rotations: [OPENAI_ROTATION],
    describe: {
      expect: [status(200)],
      owner: [{ header: 'openai-organization' }],
      kind: 'org',
      environment: { header: 'openai-project' },
    },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://platform.openai.com/api-keys',
    docs: 'https://platform.openai.com/docs/api-reference/project-api-keys/delete',
    verified: 'documentation',
    assumed:
      'That the answer to a key names its project in the header `openai-project` is observed; without it a person acts.',
  },
  {
    id: 'anthropic',
    provider: 'anthropic',
    types: ['anthropic-api-key'],
    name: 'Anthropic',
    noun: 'key',
    class: 'admin',
    origins: ['https://api.anthropic.com'],
    values: [/^sk-ant-api\d\d-[\w-]{60,200}$/],
    probe: askWith({ ...ANTHROPIC, 'x-api-key': '{token}' }, '/v1/models', ['/data']),
    ways: [
      {
        by: 'admin',
        reversible: true,
        find: [
          {
            by: 'token',
            request: {
              method: 'GET',
              path: '/v1/models',
              headers: { ...ANTHROPIC, 'x-api-key': '{token}' },
            },
            expect: [status(200)],
            take: { organisation: { header: 'anthropic-organization-id', pattern: UUID } },
          },
          {
            by: 'admin',
            request: {
              method: 'GET',
              path: '/v1/organizations/me',
              headers: { ...ANTHROPIC, 'x-api-key': '{admin}' },
            },
            expect: [status(200)],
            same: { '/id': '{organisation}' },
          },
          {
            by: 'admin',
            request: {
              method: 'GET',
              path: '/v1/organizations/api_keys',
              query: { limit: '100', status: 'active', after_id: '{cursor?}' },
              headers: { ...ANTHROPIC, 'x-api-key': '{admin}' },
            },
            expect: [{ status: [200], has: ['/data'] }],
            list: {
              at: '/data',
              match: { mask: '/partial_key_hint' },
              pages: { more: '/has_more', cursor: '/last_id' },
            },
            take: { id: { at: '/id', pattern: /^apikey_\w{4,64}$/ } },
          },
        ],
        act: {
          request: {
            method: 'POST',
            path: '/v1/organizations/api_keys/{id}',
            headers: { ...ANTHROPIC, 'x-api-key': '{admin}' },
            json: { status: 'inactive' },
          },
          accepted: [{ status: [200], json: { '/status': 'inactive' } }],
        },
        final: {
          request: {
            method: 'POST',
            path: '/v1/organizations/api_keys/{id}',
            headers: { ...ANTHROPIC, 'x-api-key': '{admin}' },
            json: { status: 'archived' },
          },
          accepted: [{ status: [200], json: { '/status': 'archived' } }],
        },
      },
    ],
    describe: { expect: [status(200)], owner: [{ header: 'anthropic-organization-id' }], kind: 'org' },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://platform.claude.com/settings/keys',
    docs: 'https://platform.claude.com/docs/en/api/admin/api_keys/update',
    verified: 'documentation',
  },
  {
    id: 'openrouter',
    provider: 'openrouter',
    types: ['openrouter-api-key'],
    name: 'OpenRouter',
    noun: 'key',
    class: 'admin',
    origins: ['https://openrouter.ai'],
    values: [/^sk-or-v1-[\da-f]{64}$/],
    probe: askWith(BEARER, '/api/v1/key', ['/data']),
    ways: [
      {
        by: 'admin',
        reversible: true,
        find: [
          {
            by: 'admin',
            request: { method: 'GET', path: '/api/v1/keys/{sha256}', headers: ADMIN_BEARER },
            expect: [status(200)],
            same: { '/data/hash': '{sha256}' },
          },
        ],
        act: {
          request: {
            method: 'PATCH',
            path: '/api/v1/keys/{sha256}',
            headers: ADMIN_BEARER,
            json: { disabled: true },
          },
          accepted: [{ status: [200], json: { '/data/disabled': true } }],
        },
        final: {
          request: { method: 'DELETE', path: '/api/v1/keys/{sha256}', headers: ADMIN_BEARER },
          accepted: [status(200, 204)],
        },
      },
    ],
    describe: { expect: [status(200)], owner: ['/data/label'], expiresAt: '/data/expires_at' },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://openrouter.ai/settings/keys',
    docs: 'https://openrouter.ai/docs/features/programmatic-api-key-management',
    verified: 'documentation',
    assumed:
      'That the hash of a key is its SHA-256 is observed; otherwise no key is found, and a person acts.',
  },
];
