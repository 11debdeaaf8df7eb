// https://grafana.com/docs/grafana/latest/developers/http_api/serviceaccount/
import { Secret } from '../../../../src/base/secret.ts';
import {
  ADMIN,
  adminOnly,
  alnum,
  byBearer,
  digits,
  hex,
  killById,
  known,
  ok,
  tokenOf,
  type Fake,
} from './fake.ts';

const HOST = 'grafana.acme.example/api';
const REFUSED = ok({ message: 'Invalid API key' }, 401);
const ACT = `DELETE ${HOST}/serviceaccounts/:account/tokens/:id`;

export const GRAFANA_FAKE: Fake = {
  record: 'grafana',
  type: 'grafana-service-account-token',
  make: () => {
    const id = digits(5);
    return tokenOf(`glsa_${alnum(32)}_${hex(8)}`, { id, credentialId: `12/${id}` });
  },
  admin: () => ({ secret: new Secret(ADMIN) }),
  operatorOrigin: 'https://grafana.acme.example',
  routes: {
    [`GET ${HOST}/org`]: known(byBearer, REFUSED, () => ok({ id: 1, name: 'Acme' })),
    [ACT]: adminOnly(byBearer, REFUSED, (call, store) =>
      call.part('account') === '12'
        ? killById(store, call.part('id'), ok({ message: 'API key deleted' }))
        : ok({}, 404),
    ),
  },
  acts: [ACT],
  unknown: 'manual_required',
};
