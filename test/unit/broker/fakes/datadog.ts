// https://docs.datadoghq.com/api/latest/key-management/
import { Secret } from '../../../../src/base/secret.ts';
import {
  ADMIN,
  adminOnly,
  byBearer,
  byHeader,
  empty,
  hex,
  killById,
  known,
  ok,
  tokenOf,
  uuid,
  type Fake,
  type Route,
} from './fake.ts';

const REFUSED = ok({ errors: ['Unauthorized'] }, 401);
const FORBIDDEN = ok({ errors: ['Forbidden'] }, 403);
const SITES = ['', 'us3.', 'us5.', 'ap1.', 'ap2.', 'uk1.'].map((site) => `api.${site}datadoghq.com`);
const OTHER_SITES = [...SITES, 'api.ddog-gov.com', 'api.us2.ddog-gov.com'];
const HERE = 'api.datadoghq.eu/api/v2';
const ORGANISATION = uuid();
const OWN_KEY = hex(32);
const OWN_KEY_ID = uuid();
/** Fewer than are asked for, so that the whole list is more than one answer. */
const PAGE = 2;

/** The organisation is at the European site; all others refuse whatever they are asked. */
const elsewhere = (path: string): Readonly<Record<string, Route>> =>
  Object.fromEntries(OTHER_SITES.map((host) => [`GET ${host}/api/v2${path}`, () => FORBIDDEN]));

const valid = (id: string) =>
  ok({
    data: {
      id: ORGANISATION,
      type: 'validate_v2',
      attributes: { api_key_id: id, api_key_scopes: [], valid: true },
    },
  });

export const DATADOG_FAKES: readonly Fake[] = [
  {
    record: 'datadog-api-key',
    type: 'datadog-api-key',
    make: () => tokenOf(hex(32)),
    unknown: 'manual_required',
    admin: () => ({ secret: new Secret(ADMIN) }),
    routes: {
      ...elsewhere('/validate'),
      [`GET ${HERE}/validate`]: known(byHeader('dd-api-key'), FORBIDDEN, ({ id }) => valid(id)),
      [`DELETE ${HERE}/api_keys/:id`]: adminOnly(byBearer, REFUSED, (call, store) =>
        killById(store, call.part('id'), empty()),
      ),
    },
    acts: [`DELETE ${HERE}/api_keys/:id`],
  },
  {
    record: 'datadog-application-key',
    type: 'datadog-application-key',
    make: () => tokenOf(`ddapp_${hex(34)}`),
    admin: () => ({ secret: new Secret(ADMIN) }),
    adminSecrets: { 'datadog-api-key': { secret: new Secret(OWN_KEY) } },
    routes: {
      ...elsewhere('/validate_keys'),
      [`GET ${HERE}/validate_keys`]: (call, store) =>
        call.header('dd-api-key') === OWN_KEY && store.living(call.header('dd-application-key'))
          ? ok({ status: 'ok' })
          : FORBIDDEN,
      [`GET ${HERE}/validate`]: (call) =>
        call.header('dd-api-key') === OWN_KEY ? valid(OWN_KEY_ID) : FORBIDDEN,
      [`GET ${HERE}/api_keys/:id`]: adminOnly(byBearer, REFUSED, (call) =>
        call.part('id') === OWN_KEY_ID ? ok({ data: { id: OWN_KEY_ID, type: 'api_keys' } }) : ok({}, 404),
      ),
      [`GET ${HERE}/application_keys`]: adminOnly(byBearer, REFUSED, (call, { tokens }) => {
        const all = tokens.filter(({ isDead }) => isDead !== true);
        const start = Number(call.query.get('page[number]')) * PAGE;
        return ok({
          data: all.slice(start, start + PAGE).map(({ id, value, owner }) => ({
            id,
            type: 'application_keys',
            attributes: { name: owner, last4: value.slice(-4) },
          })),
          meta: { page: { total_filtered_count: all.length } },
        });
      }),
      [`DELETE ${HERE}/application_keys/:id`]: adminOnly(byBearer, REFUSED, (call, store) =>
        killById(store, call.part('id'), empty()),
      ),
    },
    acts: [`DELETE ${HERE}/application_keys/:id`],
    unknown: 'manual_required',
  },
];
