// https://docs.digitalocean.com/reference/api/oauth/, https://docs.digitalocean.com/reference/api/reference/account/
import { byBearer, dying, hex, known, ok, tokenOf, type Fake } from './fake.ts';

const REFUSED = ok({ id: 'Unauthorized', message: 'Unable to authenticate you' }, 401);
const ACT = 'POST cloud.digitalocean.com/v1/oauth/revoke';

export const DIGITALOCEAN_FAKE: Fake = {
  record: 'digitalocean',
  type: 'digitalocean-token',
  make: () => tokenOf(`dop_v1_${hex(64)}`),
  routes: {
    'GET api.digitalocean.com/v2/account': known(byBearer, REFUSED, ({ owner }) =>
      ok({ account: { email: `${owner}@acme.example`, status: 'active' } }),
    ),
    [ACT]: known(byBearer, REFUSED, (token, call, store) =>
      call.form.get('token') === token.value ? dying(ok())(token, call, store) : ok({}, 400),
    ),
  },
  acts: [ACT],
};
