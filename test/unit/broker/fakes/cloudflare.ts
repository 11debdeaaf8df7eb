// https://developers.cloudflare.com/api/resources/user/subresources/tokens/, .../accounts/subresources/tokens/
import { Secret } from '../../../../src/base/secret.ts';
import { ADMIN, alnum, byBearer, hex, killById, known, ok, tokenOf, type Fake } from './fake.ts';

const HOST = 'api.cloudflare.com/client/v4';
const ACCOUNT = hex(32);
const REFUSED = ok(
  { success: false, errors: [{ code: 1000, message: 'Invalid API Token' }], result: null },
  401,
);

function cloudflare(
  record: string,
  type: string,
  prefix: string,
  path: string,
  unknown?: Fake['unknown'],
): Fake {
  const act = `DELETE ${HOST}${path}/tokens/:id`;
  return {
    record,
    type,
    make: () => tokenOf(prefix === '' ? alnum(40) : `${prefix}_${alnum(48)}`, { id: hex(32) }),
    admin: () => ({ secret: new Secret(ADMIN), fields: { account: ACCOUNT } }),
    routes: {
      [`GET ${HOST}${path}/tokens/verify`]: known(byBearer, REFUSED, ({ id }) =>
        ok({ success: true, result: { id, status: 'active', not_before: '2026-01-01T00:00:00Z' } }),
      ),
      [act]: (call, store) =>
        call.bearer === ADMIN || store.living(call.bearer)
          ? killById(store, call.part('id'), ok({ success: true, result: { id: call.part('id') } }))
          : REFUSED,
    },
    acts: [act],
    ...(unknown === undefined ? {} : { unknown }),
  };
}

export const CLOUDFLARE_FAKES: readonly Fake[] = [
  cloudflare('cloudflare-user-token', 'cloudflare-user-api-token', 'cfut', '/user'),
  cloudflare('cloudflare-token-legacy', 'cloudflare-api-token', '', '/user', 'manual_required'),
  cloudflare(
    'cloudflare-account-token',
    'cloudflare-account-api-token',
    'cfat',
    `/accounts/${ACCOUNT}`,
    'manual_required',
  ),
];
