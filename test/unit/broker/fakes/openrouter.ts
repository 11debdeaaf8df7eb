// https://openrouter.ai/docs/features/programmatic-api-key-management, https://openrouter.ai/docs/api-reference/limits
import { createHash } from 'node:crypto';
import { Secret } from '../../../../src/base/secret.ts';
import { ADMIN, adminOnly, byBearer, hex, killById, known, ok, tokenOf, type Fake } from './fake.ts';

const HOST = 'openrouter.ai/api/v1';
const REFUSED = ok({ error: { code: 401, message: 'User not found.' } }, 401);
const MISSING = ok({ error: { code: 404, message: 'API key not found' } }, 404);

export const OPENROUTER_FAKE: Fake = {
  record: 'openrouter',
  type: 'openrouter-api-key',
  make: () => {
    const value = `sk-or-v1-${hex(64)}`;
    return tokenOf(value, { id: createHash('sha256').update(value).digest('hex') });
  },
  admin: () => ({ secret: new Secret(ADMIN) }),
  routes: {
    [`GET ${HOST}/key`]: known(byBearer, REFUSED, ({ owner }) =>
      ok({ data: { label: owner, usage: 1.5, limit: null, expires_at: '2027-01-01T00:00:00Z' } }),
    ),
    [`GET ${HOST}/keys/:id`]: adminOnly(byBearer, REFUSED, (call, store) => {
      const token = store.byId(call.part('id'));
      return token ? ok({ data: { hash: token.id, name: token.owner, disabled: false } }) : MISSING;
    }),
    [`PATCH ${HOST}/keys/:id`]: adminOnly(byBearer, REFUSED, (call, store) =>
      killById(store, call.part('id'), ok({ data: { hash: call.part('id'), disabled: true } }), MISSING),
    ),
    [`DELETE ${HOST}/keys/:id`]: adminOnly(byBearer, REFUSED, (call, store) => {
      store.remove(store.tokens.find(({ id }) => id === call.part('id')));
      return ok({ deleted: true });
    }),
  },
  acts: [`PATCH ${HOST}/keys/:id`, `DELETE ${HOST}/keys/:id`],
  ends: 'disabled_verified',
};
