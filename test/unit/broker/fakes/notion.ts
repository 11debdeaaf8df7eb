// https://developers.notion.com/reference/revoke-token, https://developers.notion.com/reference/introspect-token
import { Secret } from '../../../../src/base/secret.ts';
import { ADMIN, adminOnly, alnum, byBearer, known, ok, tokenOf, uuid, type Call, type Fake } from './fake.ts';

const CLIENT = uuid();
const REFUSED = ok({ object: 'error', status: 401, code: 'unauthorized' }, 401);
const shown = ({ basic }: Call) => (basic?.[0] === CLIENT ? basic[1] : undefined);

export const NOTION_FAKE: Fake = {
  record: 'notion-oauth',
  type: 'notion-integration-token',
  make: () => tokenOf(`ntn_${alnum(46)}`),
  admin: () => ({ secret: new Secret(ADMIN), fields: { clientId: CLIENT } }),
  routes: {
    'GET api.notion.com/v1/users/me': known(byBearer, REFUSED, ({ id, owner }) =>
      ok({ object: 'user', id, name: owner, type: 'bot', bot: {} }),
    ),
    'POST api.notion.com/v1/oauth/introspect': adminOnly(shown, REFUSED, (call, store) =>
      ok({ active: store.living(call.json('/token')) !== undefined, request_id: uuid() }),
    ),
    'POST api.notion.com/v1/oauth/revoke': adminOnly(shown, REFUSED, (call, store) => {
      store.kill(store.living(call.json('/token')));
      return ok({ request_id: uuid() });
    }),
  },
  acts: ['POST api.notion.com/v1/oauth/revoke'],
};
