// https://neon.com/docs/reference/api/api-key/revoke-api-key, https://supabase.com/docs/reference/api/v1-delete-project-api-key,
// https://www.twilio.com/docs/sendgrid/api-reference/api-keys,
// https://www.twilio.com/docs/iam/api-keys/key-resource-v1
import { Secret } from '../../../../src/base/secret.ts';
import {
  ADMIN,
  adminOnly,
  alnum,
  byBearer,
  byHeader,
  digits,
  empty,
  hex,
  killById,
  known,
  letters,
  lower,
  ok,
  tokenOf,
  type Call,
  type Fake,
  type Route,
} from './fake.ts';

const REFUSED = ok({ message: 'unauthorized' }, 401);
const PROJECT = letters(20);
export const NEON_ORGANISATION = `org-${lower(12)}`;
const SUPABASE = `api.supabase.com/v1/projects/${PROJECT}/api-keys`;
const NEON = 'console.neon.tech/api/v2';
const ADMIN_SID = `SK${hex(32)}`;

const neonDelete: Route = (call, store) =>
  call.bearer === ADMIN || store.living(call.bearer)
    ? killById(store, call.part('id'), ok({ id: Number(call.part('id')), revoked: true }))
    : REFUSED;

function twilioUser({ basic }: Call, { tokens }: Parameters<Route>[1]) {
  return tokens.find(
    ({ keyId, value, isDead }) => keyId === basic?.[0] && value === basic?.[1] && isDead !== true,
  );
}

export const SERVICE_FAKES: readonly Fake[] = [
  {
    record: 'neon',
    type: 'neon-api-key',
    make: () => {
      const id = digits(8);
      return tokenOf(`napi_${lower(64)}`, { id, credentialId: id });
    },
    admin: () => ({ secret: new Secret(ADMIN), fields: { organisation: NEON_ORGANISATION } }),
    routes: {
      [`GET ${NEON}/auth`]: known(byBearer, REFUSED, ({ owner }) =>
        ok({ account_id: owner, auth_method: 'api_key_user' }),
      ),
      [`DELETE ${NEON}/api_keys/:id`]: neonDelete,
      [`DELETE ${NEON}/organizations/${NEON_ORGANISATION}/api_keys/:id`]: neonDelete,
    },
    acts: [`DELETE ${NEON}/api_keys/:id`, `DELETE ${NEON}/organizations/${NEON_ORGANISATION}/api_keys/:id`],
  },
  {
    record: 'supabase-secret-key',
    type: 'supabase-secret-key',
    make: () => tokenOf(`sb_secret_${alnum(31)}`),
    admin: () => ({ secret: new Secret(ADMIN), fields: { project: PROJECT } }),
    routes: {
      'GET _admin.project_.supabase.co/auth/v1/settings': known(byHeader('apikey'), REFUSED, () =>
        ok({ external: { email: true }, disable_signup: false }),
      ),
      [`GET ${SUPABASE}`]: adminOnly(byBearer, REFUSED, (call, { tokens }) =>
        ok(
          tokens.map(({ id, value, owner }) => ({
            id,
            name: owner,
            type: 'secret',
            api_key: call.query.get('reveal') === 'true' ? value : `${value.slice(0, 15)}···`,
          })),
        ),
      ),
      [`DELETE ${SUPABASE}/:id`]: adminOnly(byBearer, REFUSED, (call, store) =>
        killById(store, call.part('id'), ok({ id: call.part('id') })),
      ),
    },
    acts: [`DELETE ${SUPABASE}/:id`],
    unknown: 'manual_required',
  },
  {
    record: 'sendgrid',
    type: 'sendgrid-api-key',
    make: () => {
      const id = alnum(22);
      return tokenOf(`SG.${id}.${alnum(43)}`, { id });
    },
    admin: () => ({ secret: new Secret(ADMIN) }),
    routes: {
      // The subuser is none of those that live in Europe.
      'GET api.eu.sendgrid.com/v3/scopes': () => REFUSED,
      'GET api.sendgrid.com/v3/scopes': known(byBearer, REFUSED, () =>
        ok({ scopes: ['mail.send', 'api_keys.delete'] }),
      ),
      'DELETE api.sendgrid.com/v3/api_keys/:id': (call, store) =>
        call.bearer === ADMIN || store.living(call.bearer)
          ? killById(store, call.part('id'), empty())
          : REFUSED,
    },
    acts: ['DELETE api.sendgrid.com/v3/api_keys/:id'],
  },
  {
    record: 'twilio-api-key',
    type: 'twilio-api-key-secret',
    make: () => {
      const id = `SK${hex(32)}`;
      return tokenOf(alnum(32), { id, keyId: id });
    },
    admin: () => ({ secret: new Secret(ADMIN), fields: { keyId: ADMIN_SID } }),
    routes: {
      'GET messaging.twilio.com/v1/Services': (call, store) =>
        twilioUser(call, store)
          ? ok({ services: [{ account_sid: twilioUser(call, store)?.owner }], meta: { page: 0 } })
          : ok({ code: 20_003, message: 'Authenticate' }, 401),
      // A standard key may not end keys; a main key, like the operator's, may.
      'DELETE iam.twilio.com/v1/Keys/:id': (call, store) =>
        call.basic?.[0] === ADMIN_SID && call.basic[1] === ADMIN
          ? killById(store, call.part('id'), empty())
          : ok({ code: 70_051, message: 'Authorization Error' }, 401),
    },
    acts: ['DELETE iam.twilio.com/v1/Keys/:id'],
    unknown: 'manual_required',
  },
];
