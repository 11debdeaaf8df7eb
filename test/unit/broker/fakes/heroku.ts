// https://devcenter.heroku.com/articles/platform-api-reference#oauth-authorization
import { alnum, byBearer, killById, known, ok, tokenOf, type Fake } from './fake.ts';

const REFUSED = ok({ id: 'unauthorized', message: 'Invalid credentials provided.' }, 401);
const ACT = 'DELETE api.heroku.com/oauth/authorizations/:id';

export const HEROKU_FAKE: Fake = {
  record: 'heroku',
  type: 'heroku-api-key',
  make: () => tokenOf(`HRKU-AA${alnum(58)}`),
  routes: {
    'GET api.heroku.com/account': known(byBearer, REFUSED, ({ id, owner }) =>
      ok({ id, email: `${owner}@acme.example`, last_login: '2026-11-01T00:00:00Z' }),
    ),
    'GET api.heroku.com/oauth/authorizations': known(byBearer, REFUSED, (_token, _call, { tokens }) =>
      ok(
        tokens.map(({ id, value }) => ({
          id,
          scope: ['global'],
          access_token: { id: `t-${id}`, token: value },
        })),
      ),
    ),
    [ACT]: known(byBearer, REFUSED, (_token, call, store) =>
      killById(store, call.part('id'), ok({ id: 'x' })),
    ),
  },
  acts: [ACT],
};
