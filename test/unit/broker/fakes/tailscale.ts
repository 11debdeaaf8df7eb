// https://tailscale.com/api#tag/keys
import { alnum, byBearer, killById, known, ok, tokenOf, type Fake } from './fake.ts';

const PATH = 'api.tailscale.com/api/v2/tailnet/-/keys/:id';
const REFUSED = ok({ message: 'API token invalid' }, 401);

export const TAILSCALE_FAKE: Fake = {
  record: 'tailscale',
  type: 'tailscale-api-key',
  make: () => {
    const id = `k${alnum(11)}CNTRL`;
    return tokenOf(`tskey-api-${id}-${alnum(32)}`, { id });
  },
  routes: {
    [`GET ${PATH}`]: known(byBearer, REFUSED, ({ owner }, call, store) => {
      const found = store.byId(call.part('id'));
      return found ? ok({ id: found.id, userId: owner, created: '2026-07-08T00:00:00Z' }) : ok({}, 404);
    }),
    [`DELETE ${PATH}`]: known(byBearer, REFUSED, (_token, call, store) =>
      killById(store, call.part('id'), { status: 200, text: 'null' }),
    ),
  },
  acts: [`DELETE ${PATH}`],
};
