import type { ProviderRecord } from '../record.ts';
import { ADMIN_BEARER, askWith, BEARER, status, UUID } from './parts.ts';

/** Search and memory for agents. */
export const SEARCH_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'perplexity',
    provider: 'perplexity',
    types: ['perplexity-api-key'],
    name: 'Perplexity',
    noun: 'key',
    class: 'self',
    origins: ['https://api.perplexity.ai'],
    values: [/^pplx-[A-Za-z\d]{40,64}$/],
    probe: askWith(BEARER, '/async/chat/completions', ['/requests']),
    ways: [
      {
        by: 'token',
        act: {
          request: {
            method: 'POST',
            path: '/revoke_auth_token',
            headers: BEARER,
            json: { auth_token: '{token}' },
          },
          accepted: [status(200)],
          gone: [status(401)],
        },
      },
    ],
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://www.perplexity.ai/account/api/keys',
    docs: 'https://docs.perplexity.ai/api-reference/revoke-auth-token-post',
    verified: 'documentation',
  },
  {
    id: 'tavily',
    provider: 'tavily',
    types: ['tavily-api-key'],
    name: 'Tavily',
    noun: 'key',
    class: 'self_if_scoped',
    origins: ['https://api.tavily.com'],
    values: [/^tvly-(?:(?:dev|prod)-)?[A-Za-z\d-]{20,80}$/],
    probe: askWith(BEARER, '/usage', ['/key']),
    ways: [
      {
        by: 'token',
        // Without a body it is this key that ends; with a request's id it would be all keys made by it.
        act: {
          request: {
            method: 'POST',
            origin: 'https://api-key-generator.tavily.com',
            path: '/deactivate-keys',
            headers: BEARER,
          },
          accepted: [{ status: [200], has: ['/message'] }],
        },
      },
    ],
    describe: {
      // For Enterprise, as the revocation is.
      request: {
        method: 'GET',
        origin: 'https://api-key-generator.tavily.com',
        path: '/key-info',
        headers: BEARER,
      },
      expect: [{ status: [200], has: ['/status'] }],
      owner: ['/name'],
      environment: '/key_type',
      issuedAt: '/created',
      expiresAt: '/expires_at',
    },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://app.tavily.com',
    docs: 'https://docs.tavily.com/documentation/enterprise/deactivate-keys',
    verified: 'documentation',
  },
  {
    id: 'exa',
    provider: 'exa',
    types: ['exa-api-key'],
    name: 'Exa',
    noun: 'key',
    class: 'admin',
    origins: ['https://api.exa.ai'],
    values: [UUID],
    // Exa shows no part of a value, so the id must be known.
    credentialId: /^[\w-]{8,64}$/,
    probe: {
      by: 'token',
      // An empty search is refused as such only to a key that is known.
      request: { method: 'POST', path: '/search', headers: { 'x-api-key': '{token}' }, json: {} },
      live: [status(400)],
      dead: [status(401)],
    },
    ways: [
      {
        by: 'admin',
        act: {
          request: {
            method: 'DELETE',
            origin: 'https://admin-api.exa.ai',
            path: '/team-management/api-keys/{credentialId}',
            headers: { 'x-api-key': '{admin}' },
          },
          accepted: [status(200, 204)],
          gone: [status(404)],
        },
      },
    ],
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://dashboard.exa.ai/api-keys',
    docs: 'https://docs.exa.ai/reference/team-management/delete-api-key',
    verified: 'documentation',
  },
  {
    id: 'pinecone',
    provider: 'pinecone',
    types: ['pinecone-api-key'],
    name: 'Pinecone',
    noun: 'key',
    class: 'admin',
    origins: ['https://api.pinecone.io'],
    values: [/^pcsk_[A-Za-z\d]{5,6}_[A-Za-z\d]{60,66}$/],
    credentialId: UUID,
    probe: askWith({ 'api-key': '{token}', 'x-pinecone-api-version': '2025-04' }, '/indexes', ['/indexes']),
    ways: [
      {
        by: 'admin',
        act: {
          request: {
            method: 'DELETE',
            path: '/admin/api-keys/{credentialId}',
            headers: { ...ADMIN_BEARER, 'x-pinecone-api-version': '2025-04' },
          },
          accepted: [status(202)],
          gone: [status(404)],
        },
      },
    ],
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://app.pinecone.io',
    docs: 'https://docs.pinecone.io/reference/api/latest/admin/delete_api_key',
    verified: 'documentation',
  },
];
