// https://docs.slack.dev/reference/methods/auth.revoke, https://docs.slack.dev/reference/methods/auth.test
import { alnum, digits, ok, tokenOf, type Call, type Fake, type FakeToken, type Store } from './fake.ts';

/** Slack answers 200 whatever happens. A token that was revoked is told from one that never was. */
function refuse({ bearer }: Call, { tokens }: Store) {
  return ok({
    ok: false,
    error: tokens.some(({ value }) => value === bearer) ? 'token_revoked' : 'invalid_auth',
  });
}

const withToken =
  (answer: (token: FakeToken, call: Call, store: Store) => object, headers = {}) =>
  (call: Call, store: Store) => {
    const token = store.living(call.bearer);
    return token ? ok(answer(token, call, store), 200, headers) : refuse(call, store);
  };

export const SLACK_FAKE: Fake = {
  record: 'slack',
  type: 'slack-bot-token',
  make: () => tokenOf(`xoxb-${digits(12)}-${digits(12)}-${alnum(24)}`),
  routes: {
    'POST slack.com/api/auth.test': withToken(
      ({ owner }) => ({ ok: true, team: 'Acme', user: owner, team_id: 'T1', user_id: 'U1', bot_id: 'B1' }),
      { 'x-oauth-scopes': 'chat:write,channels:read' },
    ),
    'POST slack.com/api/auth.revoke': withToken((token, call, store) => {
      const isTest = call.form.get('test') === '1';
      if (!isTest) store.kill(token);
      return { ok: true, revoked: !isTest };
    }),
  },
  acts: ['POST slack.com/api/auth.revoke'],
  isAct: ({ form }) => form.get('test') !== '1',
  // `invalid_auth` is also what a living token hears that may be used from some addresses only.
  unknown: 'manual_required',
};
