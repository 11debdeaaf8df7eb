// https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html, .../API_GetAccessKeyLastUsed.html,
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
import { Secret } from '../../../../src/base/secret.ts';
import { signAws } from '../../../../src/broker/signing/aws-sigv4.ts';
import {
  ADMIN,
  alnum,
  base32,
  tokenOf,
  type Call,
  type Fake,
  type FakeToken,
  type Reply,
  type Route,
  type Store,
} from './fake.ts';

const ADMIN_ID = `AKIA${base32(16)}`;

const xml = (status: number, text: string): Reply => ({
  status,
  text,
  headers: { 'content-type': 'text/xml' },
});
const refuse = (code: string): Reply =>
  xml(403, `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code></Error></ErrorResponse>`);

/** Who signed: the operator, or the credential with that id. AWS tells an unknown id from a wrong signature. */
function readSigner(call: Call, store: Store): FakeToken | 'admin' | Reply {
  const id = /Credential=(\w+)\//.exec(call.header('authorization') ?? '')?.[1] ?? '';
  const token = store.tokens.find(({ keyId, isDead }) => keyId === id && isDead !== true);
  const secretAccessKey = id === ADMIN_ID ? ADMIN : token?.value;
  if (secretAccessKey === undefined) return refuse('InvalidClientTokenId');
  const { accept = '', 'content-type': type = '', 'x-amz-date': date = '' } = call.headers;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const signed = signAws(
    {
      method: call.method,
      target: new URL(`http://fake/${call.host}${call.path}`),
      headers: { accept, 'content-type': type },
      body: call.body,
    },
    { accessKeyId: id, secretAccessKey },
    {
      region: 'us-east-1',
      service: call.host.split('.')[0] ?? '',
      host: call.host,
      now: Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`),
    },
  );
  if (signed['authorization'] !== call.header('authorization')) return refuse('SignatureDoesNotMatch');
  return id === ADMIN_ID ? 'admin' : (token ?? refuse('InvalidClientTokenId'));
}

const keysOf = (call: Call, { tokens }: Store) =>
  tokens.filter(({ owner }) => owner === call.form.get('UserName'));

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html: two keys a user, disabled or not.
function createKey(call: Call, store: Store): Reply {
  const keys = keysOf(call, store);
  const [first] = keys;
  if (!first) return xml(404, '<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>');
  if (keys.length >= 2)
    return xml(409, '<ErrorResponse><Error><Code>LimitExceeded</Code></Error></ErrorResponse>');
  const keyId = `AKIA${base32(16)}`;
  const made = store.add(tokenOf(alnum(40), { id: keyId, keyId, owner: first.owner, madeAt: new Date() }));
  return xml(
    200,
    `<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><UserName>${made.owner}</UserName>` +
      `<AccessKeyId>${keyId}</AccessKeyId><Status>Active</Status><SecretAccessKey>${made.value}</SecretAccessKey>` +
      `</AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>`,
  );
}

function listKeys(call: Call, store: Store): Reply {
  const members = keysOf(call, store).map(
    ({ keyId, owner, madeAt = new Date(0) }) =>
      `<member><UserName>${owner}</UserName><AccessKeyId>${keyId}</AccessKeyId><Status>Active</Status>` +
      `<CreateDate>${madeAt.toISOString()}</CreateDate></member>`,
  );
  return xml(200, `<R><AccessKeyMetadata>${members.join('\n')}</AccessKeyMetadata></R>`);
}

function answerIam(call: Call, store: Store): Reply {
  const signer = readSigner(call, store);
  if (signer !== 'admin' && 'status' in signer) return signer;
  if (signer === 'admin' && call.form.get('Action') === 'CreateAccessKey') return createKey(call, store);
  if (signer === 'admin' && call.form.get('Action') === 'ListAccessKeys') return listKeys(call, store);
  const wanted = store.tokens.find(({ keyId }) => keyId === call.form.get('AccessKeyId'));
  if (!wanted) return xml(404, '<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>');
  const action = call.form.get('Action');
  if (action === 'GetAccessKeyLastUsed')
    return xml(200, `<R><UserName>${wanted.owner}</UserName><AccessKeyLastUsed/></R>`);
  // Without a user name IAM takes the signer's own user, who has no other user's key.
  const user = call.form.get('UserName') ?? (signer === 'admin' ? 'root' : signer.owner);
  if (user !== wanted.owner)
    return xml(404, '<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>');
  if (action === 'UpdateAccessKey' && call.form.get('Status') === 'Inactive') store.kill(wanted);
  if (action === 'DeleteAccessKey') store.remove(wanted);
  return xml(200, '<UpdateAccessKeyResponse><ResponseMetadata/></UpdateAccessKeyResponse>');
}

/** Another partition knows none of the keys. */
const elsewhere: Route = () =>
  xml(403, '<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>');

export const AWS_FAKE: Fake = {
  record: 'aws-access-key',
  type: 'aws-secret-access-key',
  make: () => tokenOf(alnum(40), { keyId: `AKIA${base32(16)}` }),
  admin: () => ({ secret: new Secret(ADMIN), fields: { keyId: ADMIN_ID } }),
  routes: {
    'POST sts.amazonaws.com/': (call, store) => {
      const signer = readSigner(call, store);
      if (signer !== 'admin' && 'status' in signer) return signer;
      const user = signer === 'admin' ? 'root' : signer.owner;
      return xml(200, `<R><Arn>arn:aws:iam::1234:user/${user}</Arn><Account>1234</Account></R>`);
    },
    'POST sts.us-gov-west-1.amazonaws.com/': elsewhere,
    'POST sts.cn-north-1.amazonaws.com.cn/': elsewhere,
    'POST iam.amazonaws.com/': answerIam,
  },
  acts: ['POST iam.amazonaws.com/'],
  isAct: ({ form }) => /^(?:Update|Delete)/.test(form.get('Action') ?? ''),
  ends: 'disabled_verified',
  unknown: 'manual_required',
};
