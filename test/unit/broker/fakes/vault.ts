// https://developer.hashicorp.com/vault/api-docs/auth/token
import { alnum, byHeader, dying, empty, known, ok, tokenOf, type Fake } from './fake.ts';

const HOST = 'vault.acme.example/v1/auth/token';
const REFUSED = ok({ errors: ['permission denied', 'invalid token'] }, 403);
const byToken = byHeader('x-vault-token');

export const VAULT_FAKE: Fake = {
  record: 'vault',
  type: 'vault-service-token',
  make: () => tokenOf(`hvs.${alnum(96)}`),
  operatorOrigin: 'https://vault.acme.example',
  routes: {
    [`GET ${HOST}/lookup-self`]: known(byToken, REFUSED, ({ id, owner }) =>
      ok({
        data: {
          accessor: id,
          display_name: owner,
          policies: ['default', 'ci'],
          expire_time: '2026-12-24T00:00:00Z',
        },
      }),
    ),
    [`POST ${HOST}/revoke-self`]: known(byToken, REFUSED, dying(empty())),
  },
  acts: [`POST ${HOST}/revoke-self`],
  // One server is listed, which is not to say that there is no other.
  unknown: 'manual_required',
};
