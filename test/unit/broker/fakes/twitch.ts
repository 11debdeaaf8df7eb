// https://dev.twitch.tv/docs/authentication/validate-tokens/, https://dev.twitch.tv/docs/authentication/revoke-tokens/
import { empty, known, lower, ok, tokenOf, type Call, type Fake } from './fake.ts';

const shown = (call: Call) => /^OAuth (.+)$/.exec(call.header('authorization') ?? '')?.[1];

export const TWITCH_FAKE: Fake = {
  record: 'twitch',
  type: 'twitch-access-token',
  make: () => tokenOf(lower(30), { id: lower(30) }),
  unknown: 'manual_required',
  routes: {
    'GET id.twitch.tv/oauth2/validate': known(
      shown,
      ok({ status: 401, message: 'invalid access token' }, 401),
      ({ id, owner }) =>
        ok({ client_id: id, login: owner, scopes: ['chat:read'], user_id: '1', expires_in: 5000 }),
    ),
    'POST id.twitch.tv/oauth2/revoke': (call, store) => {
      const token = store.living(call.form.get('token') ?? '');
      if (!token || token.id !== call.form.get('client_id'))
        return ok({ status: 400, message: 'Invalid token' }, 400);
      store.kill(token);
      return empty(200);
    },
  },
  acts: ['POST id.twitch.tv/oauth2/revoke'],
};
