// https://developers.google.com/identity/protocols/oauth2/service-account,
// https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys/disable,
// https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { Secret } from '../../../../src/base/secret.ts';
import {
  alnum,
  hex,
  letters,
  ok,
  tokenOf,
  type Call,
  type Fake,
  type FakeToken,
  type Route,
  type Store,
} from './fake.ts';

/** Making a pair takes a while, so all tokens of these fakes take turns with a few. */
const PAIRS = Array.from({ length: 4 }, () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }),
);
let turn = 0;

function makeKey(owner = `svc-${letters(6)}@acme.iam.gserviceaccount.com`): FakeToken {
  const [, ...others] = PAIRS;
  turn = (turn + 1) % others.length;
  const id = hex(40);
  const file = {
    type: 'service_account',
    project_id: 'acme',
    private_key_id: id,
    private_key: others[turn]?.privateKey ?? '',
    client_email: owner,
  };
  return tokenOf(JSON.stringify(file), { id, owner });
}

const ADMIN_KEY = {
  client_email: 'admin@acme.iam.gserviceaccount.com',
  private_key_id: hex(40),
  private_key: PAIRS[0]?.privateKey ?? '',
};

const REFUSED = ok({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }, 400);

/** Who signed the token, when its signature and audience hold. */
function readSigner(jwt: string, audience: string, store: Store): FakeToken | 'admin' | undefined {
  const [head = '', claims = '', signature = ''] = jwt.split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString() || '{}') as { kid?: string };
  const { aud, iss } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}') as Record<
    string,
    string
  >;
  const token = store.tokens.find(({ id, isDead }) => id === kid && isDead !== true);
  const isAdmin = kid === ADMIN_KEY.private_key_id;
  const { private_key: pem = '' } = isAdmin
    ? ADMIN_KEY
    : (JSON.parse(token?.value ?? '{}') as { private_key?: string });
  if (pem === '' || aud !== audience) return undefined;
  if (iss !== (isAdmin ? ADMIN_KEY.client_email : token?.owner)) return undefined;
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${claims}`),
    createPublicKey(pem),
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) return undefined;
  return isAdmin ? 'admin' : token;
}

const disable: Route = (call, store) => {
  if (!readSigner(call.bearer ?? '', 'https://iam.googleapis.com/', store))
    return ok({ error: { code: 401, status: 'UNAUTHENTICATED' } }, 401);
  const token = store.byId(call.part('id'));
  if (token?.owner !== call.part('email')) return ok({ error: { code: 404, status: 'NOT_FOUND' } }, 404);
  store.kill(token);
  return ok();
};

const revoke: Route = (call, store) => {
  const token = store.living(call.form.get('token') ?? '');
  store.kill(token);
  return token ? ok() : ok({ error: 'invalid_token', error_description: 'Token expired or revoked' }, 400);
};

const LIST = 'iam.googleapis.com/v1/projects/-/serviceAccounts/:email/keys';
const KEYS = `${LIST}/:id`;

export const GOOGLE_FAKES: readonly Fake[] = [
  {
    record: 'google-service-account-key',
    type: 'google-service-account-key',
    make: () => makeKey(),
    admin: () => ({ secret: new Secret(JSON.stringify(ADMIN_KEY)) }),
    routes: {
      'POST oauth2.googleapis.com/token': (call, store) =>
        readSigner(call.form.get('assertion') ?? '', 'https://oauth2.googleapis.com/token', store)
          ? ok({ access_token: alnum(80), expires_in: 3599, token_type: 'Bearer' })
          : REFUSED,
      [`POST ${KEYS}~disable`]: disable,
      [`DELETE ${KEYS}`]: (call, store) => {
        const signer = readSigner(call.bearer ?? '', 'https://iam.googleapis.com/', store);
        if (signer === undefined) return ok({}, 401);
        store.remove(store.tokens.find(({ id }) => id === call.part('id')));
        return ok();
      },
      // https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys/create
      [`POST ${LIST}`]: (call, store) => {
        if (readSigner(call.bearer ?? '', 'https://iam.googleapis.com/', store) !== 'admin')
          return ok({}, 403);
        const made = makeKey(call.part('email'));
        store.add({ ...made, madeAt: new Date() });
        return ok({
          name: `projects/acme/serviceAccounts/${made.owner}/keys/${made.id}`,
          privateKeyType: 'TYPE_GOOGLE_CREDENTIALS_FILE',
          privateKeyData: Buffer.from(made.value).toString('base64'),
        });
      },
      [`GET ${LIST}`]: (call, store) => ({
        status: 200,
        json: {
          keys: store.tokens
            .filter(({ owner, isDead }) => owner === call.part('email') && isDead !== true)
            .map(({ id, owner, madeAt = new Date(0) }) => ({
              name: `projects/acme/serviceAccounts/${owner}/keys/${id}`,
              validAfterTime: madeAt.toISOString(),
            })),
        },
      }),
    },
    acts: [`POST ${KEYS}~disable`, `DELETE ${KEYS}`],
    ends: 'disabled_verified',
    unknown: 'manual_required',
  },
  {
    record: 'google-oauth-access-token',
    type: 'google-oauth-access-token',
    make: () => tokenOf(`ya29.${alnum(120)}`),
    routes: {
      'POST oauth2.googleapis.com/tokeninfo': (call: Call, store: Store) => {
        const token = store.living(call.form.get('access_token') ?? '');
        return token
          ? ok({
              aud: 'client',
              email: `${token.owner}@acme.example`,
              scope: 'openid email',
              exp: '1795000000',
              expires_in: '3000',
            })
          : ok({ error: 'invalid_token', error_description: 'Invalid Value' }, 400);
      },
      'POST oauth2.googleapis.com/revoke': revoke,
    },
    acts: ['POST oauth2.googleapis.com/revoke'],
  },
  {
    record: 'google-oauth-refresh-token',
    type: 'google-oauth-refresh-token',
    make: () => tokenOf(`1//0${alnum(100)}`),
    routes: { 'POST oauth2.googleapis.com/revoke': revoke },
    acts: ['POST oauth2.googleapis.com/revoke'],
    // Only a second revocation tells, so a token that was dead before cannot be told from one that died now.
    unknown: 'revoked_verified',
  },
];
