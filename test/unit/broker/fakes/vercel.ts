// https://vercel.com/docs/rest-api/reference/endpoints/authentication/delete-an-authentication-token
import { alnum, byBearer, dying, known, ok, tokenOf, type Fake } from './fake.ts';

const REFUSED = ok({ error: { code: 'forbidden', message: 'Not authorized', invalidToken: true } }, 403);
const ACT = 'DELETE api.vercel.com/v3/user/tokens/current';

export const VERCEL_FAKE: Fake = {
  record: 'vercel',
  type: 'vercel-token',
  make: () => tokenOf(`vcp_${alnum(56)}`),
  routes: {
    'GET api.vercel.com/v2/user': known(byBearer, REFUSED, ({ id, owner }) =>
      ok({ user: { id, username: owner } }),
    ),
    [ACT]: known(byBearer, REFUSED, (token, call, store) =>
      dying(ok({ tokenId: token.id }))(token, call, store),
    ),
  },
  acts: [ACT],
};
