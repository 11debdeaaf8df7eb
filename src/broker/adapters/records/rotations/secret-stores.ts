import type { Find } from '../../record.ts';
import type { Rotation } from '../../rotation.ts';
import { ADMIN_BEARER, BEARER, ID, status } from '../parts.ts';

const VAULT_ADMIN = { 'x-vault-token': '{admin}' };

/**
 * What the API gives no other token: the addresses it may be used from, the identity, the role or the namespace it came
 * from. A successor without them could do more, or outlive what ends the old one.
 */
const VAULT_TIES = [
  'bound_cidrs',
  'entity_id',
  'identity_policies',
  'external_namespace_policies',
  'role',
  'namespace_path',
].map((name) => `/data/${name}`);

/**
 * A token with the policies and limits of the old one. It lives for ten minutes until it is renewed to the old one's time,
 * so that one which is issued while the broker dies goes by itself; a periodic one goes after its period. Its times and
 * the uses that the old one had left count anew, and looking at it takes one of the uses. OpenBao is the same.
 */
export const VAULT_ROTATION: Rotation = {
  find: [
    {
      by: 'token',
      request: { method: 'GET', path: '/v1/auth/token/lookup-self', headers: { 'x-vault-token': '{token}' } },
      expect: [
        {
          status: [200],
          // One with a parent dies with it, and one that cannot be renewed dies on its day.
          json: { '/data/orphan': true, '/data/renewable': true },
          has: ['/data/policies/0', '/data/num_uses', '/data/explicit_max_ttl'],
          without: VAULT_TIES,
        },
      ],
      // A token of root has no end.
      take: {
        ttl: { at: '/data/creation_ttl', pattern: /^[1-9]\d{0,8}$/ },
        maxTtl: { at: '/data/explicit_max_ttl', pattern: /^\d{1,9}$/ },
      },
      copy: {
        policies: '/data/policies',
        meta: '/data/meta',
        period: '/data/period',
        numUses: '/data/num_uses',
      },
    },
  ],
  unlike:
    'Vault’s API gives no other token the limits of this one: a parent, addresses, an entity, a role, a namespace, or an end that no renewal moves. So no successor is issued.',
  issue: {
    request: {
      method: 'POST',
      path: '/v1/auth/token/create-orphan',
      headers: VAULT_ADMIN,
      json: {
        policies: { $copy: 'policies' },
        no_default_policy: true,
        ttl: '10m',
        renewable: true,
        type: 'service',
        explicit_max_ttl: '{maxTtl}s',
        num_uses: { $copy: 'numUses' },
        period: { $copy: 'period' },
        meta: { $copy: 'meta' },
        display_name: '{label}',
      },
    },
    accepted: [{ status: [200], has: ['/auth/client_token'] }],
  },
  value: { at: '/auth/client_token', pattern: /^(?:hvs\.[\w-]{24,300}|s\.[A-Za-z\d.]{24,40})$/ },
  take: { id: { at: '/auth/accessor', pattern: ID } },
  left: 'expires',
  claim: {
    request: {
      method: 'POST',
      path: '/v1/auth/token/renew',
      headers: VAULT_ADMIN,
      json: { token: '{new.value}', increment: '{ttl}s' },
    },
    accepted: [{ status: [200], has: ['/auth/accessor'] }],
  },
  remove: {
    request: {
      method: 'POST',
      path: '/v1/auth/token/revoke-accessor',
      headers: VAULT_ADMIN,
      json: { accessor: '{new.id}' },
    },
    accepted: [status(204)],
    gone: [{ status: [400, 403], contains: { '/errors/0': 'invalid accessor' } }],
  },
  docs: 'https://developer.hashicorp.com/vault/api-docs/auth/token#create-token',
};

const DOPPLER_TOKENS = '/v3/configs/config/tokens';

/** A service token may read the names of its own project and configuration, which stand among its secrets. */
const dopplerName = (name: string, secret: string): Find => ({
  by: 'token',
  request: { method: 'GET', path: '/v3/configs/config/secret', query: { name: secret }, headers: BEARER },
  expect: [{ status: [200], json: { '/name': secret } }],
  take: { [name]: { at: '/value/raw', pattern: /^[\w.-]{1,100}$/ } },
});

/** Another service token of the same configuration, with the same access. */
export const DOPPLER_ROTATION: Rotation = {
  find: [
    {
      by: 'token',
      request: { method: 'GET', path: '/v3/me', headers: BEARER },
      expect: [{ status: [200], json: { '/type': 'service_token' } }],
      take: { slug: { at: '/slug', pattern: ID } },
    },
    dopplerName('project', 'DOPPLER_PROJECT'),
    dopplerName('config', 'DOPPLER_CONFIG'),
    {
      by: 'admin',
      request: {
        method: 'GET',
        path: DOPPLER_TOKENS,
        query: { project: '{project}', config: '{config}' },
        headers: ADMIN_BEARER,
      },
      expect: [{ status: [200], has: ['/tokens'] }],
      // In which form the end of another is to be given, its documentation leaves open.
      list: { at: '/tokens', match: { at: '/slug', equals: '{slug}' }, without: ['/expires_at'] },
      take: { access: { at: '/access', pattern: /^read(?:\/write)?$/ } },
    },
  ],
  unlike:
    'Doppler does not show the token, or shows an end of it that a successor would lack: so none is issued.',
  issue: {
    request: {
      method: 'POST',
      path: DOPPLER_TOKENS,
      headers: ADMIN_BEARER,
      json: { project: '{project}', config: '{config}', name: '{label}', access: '{access}' },
    },
    accepted: [{ status: [200, 201], has: ['/token/key', '/token/slug'] }],
  },
  value: { at: '/token/key', pattern: /^dp\.st\.[\w.-]{40,80}$/ },
  take: { id: { at: '/token/slug', pattern: ID } },
  left: {
    request: {
      method: 'GET',
      path: DOPPLER_TOKENS,
      query: { project: '{project}', config: '{config}' },
      headers: ADMIN_BEARER,
    },
    expect: [{ status: [200], has: ['/tokens'] }],
    at: '/tokens',
    id: { at: '/slug', pattern: ID },
    name: '/name',
  },
  remove: {
    request: {
      method: 'DELETE',
      path: `${DOPPLER_TOKENS}/token`,
      headers: ADMIN_BEARER,
      json: { project: '{project}', config: '{config}', slug: '{new.id}' },
    },
    accepted: [status(200, 204)],
    gone: [status(404)],
  },
  docs: 'https://docs.doppler.com/reference/service_tokens-create',
};
