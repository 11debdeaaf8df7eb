import type { RequestTemplate } from '../../record.ts';
import type { Rotation } from '../../rotation.ts';
import { ADMIN_BEARER, BEARER, ID, status } from '../parts.ts';

const iam = (form: Readonly<Record<string, string>>): RequestTemplate => ({
  method: 'POST',
  origin: 'https://iam.amazonaws.com',
  path: '/',
  form: { ...form, Version: '2010-05-08' },
  aws: { service: 'iam', by: 'admin' },
});
const AWS_KEY_ID = /^AKIA[A-Z2-7]{16}$/;
const ISO_DATE = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z$/;

/** A user has two access keys at most, so one whose second is in use gets no successor. Keys have no names. */
export const AWS_ROTATION: Rotation = {
  find: [
    {
      by: 'admin',
      request: iam({ Action: 'GetAccessKeyLastUsed', AccessKeyId: '{keyId}' }),
      expect: [status(200)],
      take: { user: { xml: 'UserName', pattern: /^[\w+=,.@-]{1,64}$/ } },
    },
  ],
  issue: { request: iam({ Action: 'CreateAccessKey', UserName: '{user}' }), accepted: [status(200)] },
  value: { xml: 'SecretAccessKey', pattern: /^[A-Za-z\d/+]{40}$/ },
  take: { id: { xml: 'AccessKeyId', pattern: AWS_KEY_ID } },
  keyId: '{new.id}',
  left: {
    request: iam({ Action: 'ListAccessKeys', UserName: '{user}' }),
    expect: [status(200)],
    id: { xml: 'AccessKeyId', pattern: AWS_KEY_ID },
    made: { xml: 'CreateDate', pattern: ISO_DATE },
  },
  remove: {
    request: iam({ Action: 'DeleteAccessKey', AccessKeyId: '{new.id}', UserName: '{user}' }),
    accepted: [status(200)],
    gone: [{ status: [404], xml: { Code: 'NoSuchEntity' } }],
  },
  docs: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html',
};

const googleKeys = (method: 'GET' | 'POST' | 'DELETE', id = ''): RequestTemplate => ({
  method,
  origin: 'https://iam.googleapis.com',
  path: `/v1/projects/-/serviceAccounts/{client_email}/keys${id}`,
  headers: { authorization: 'Bearer {jwt}' },
  google: { audience: 'https://iam.googleapis.com/', by: 'admin' },
});
const GOOGLE_KEY_NAME = /\/keys\/([\da-f]{40})$/;

/** The answer holds the key file, which is the successor's value. Keys have no names. */
export const GOOGLE_ROTATION: Rotation = {
  issue: {
    request: { ...googleKeys('POST'), json: { privateKeyType: 'TYPE_GOOGLE_CREDENTIALS_FILE' } },
    accepted: [{ status: [200], has: ['/privateKeyData'] }],
  },
  value: { at: '/privateKeyData', encoding: 'base64', pattern: /^\{[\s\S]{100,8000}\}\s*$/ },
  take: { id: { at: '/name', pattern: GOOGLE_KEY_NAME } },
  left: {
    request: { ...googleKeys('GET'), query: { keyTypes: 'USER_MANAGED' } },
    expect: [{ status: [200], has: ['/keys'] }],
    at: '/keys',
    id: { at: '/name', pattern: GOOGLE_KEY_NAME },
    made: { at: '/validAfterTime', pattern: ISO_DATE },
  },
  remove: { request: googleKeys('DELETE', '/{new.id}'), accepted: [status(200)], gone: [status(404)] },
  docs: 'https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys/create',
};

const CLOUDFLARE_OK = { status: [200], json: { '/success': true } };

/**
 * A new token with the rights of the old one. Rolling a token would end the old value at once, before the new one is
 * where it is used.
 *
 * @param owner path of the user or the account
 */
export const cloudflareRotation = (owner: string): Rotation => ({
  find: [
    {
      by: 'token',
      request: { method: 'GET', path: `/client/v4${owner}/tokens/verify`, headers: BEARER },
      expect: [CLOUDFLARE_OK],
      take: { id: { at: '/result/id', pattern: ID } },
    },
    {
      by: 'admin',
      request: { method: 'GET', path: `/client/v4${owner}/tokens/{id}`, headers: ADMIN_BEARER },
      expect: [{ ...CLOUDFLARE_OK, has: ['/result/policies/0'] }],
      same: { '/result/id': '{id}' },
      copy: {
        policies: '/result/policies',
        condition: '/result/condition',
        expires: '/result/expires_on',
      },
    },
  ],
  issue: {
    request: {
      method: 'POST',
      path: `/client/v4${owner}/tokens`,
      headers: ADMIN_BEARER,
      json: {
        name: '{label}',
        policies: { $copy: 'policies' },
        condition: { $copy: 'condition' },
        expires_on: { $copy: 'expires' },
      },
    },
    accepted: [{ ...CLOUDFLARE_OK, has: ['/result/value'] }],
  },
  value: { at: '/result/value', pattern: /^[\w-]{40,80}$/ },
  take: { id: { at: '/result/id', pattern: ID } },
  left: {
    // The newest stand first, so ours is on the first page.
    request: {
      method: 'GET',
      path: `/client/v4${owner}/tokens`,
      query: { per_page: '50', direction: 'desc' },
      headers: ADMIN_BEARER,
    },
    expect: [{ ...CLOUDFLARE_OK, has: ['/result'] }],
    at: '/result',
    id: { at: '/id', pattern: ID },
    name: '/name',
  },
  remove: {
    request: { method: 'DELETE', path: `/client/v4${owner}/tokens/{new.id}`, headers: ADMIN_BEARER },
    accepted: [CLOUDFLARE_OK],
    gone: [status(404)],
  },
  docs: 'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/create/',
});
