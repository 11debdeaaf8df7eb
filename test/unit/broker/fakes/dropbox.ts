// https://www.dropbox.com/developers/documentation/http/documentation#auth-token-revoke and #check-user
import { alnum, byBearer, dying, known, ok, tokenOf, type Fake } from './fake.ts';

const REFUSED = ok(
  { error_summary: 'invalid_access_token/..', error: { '.tag': 'invalid_access_token' } },
  401,
);

export const DROPBOX_FAKE: Fake = {
  record: 'dropbox',
  type: 'dropbox-access-token',
  make: () => tokenOf(`sl.${alnum(135)}`),
  routes: {
    'POST api.dropboxapi.com/2/check/user': known(byBearer, REFUSED, (_token, call) =>
      ok({ result: call.json('/query') }),
    ),
    'POST api.dropboxapi.com/2/users/get_current_account': known(byBearer, REFUSED, ({ owner }, call) =>
      call.body === '' ? ok({ account_id: 'dbid:1', email: owner }) : ok({}, 400),
    ),
    'POST api.dropboxapi.com/2/auth/token/revoke': known(
      byBearer,
      REFUSED,
      dying({ status: 200, json: null }),
    ),
  },
  acts: ['POST api.dropboxapi.com/2/auth/token/revoke'],
};
