import type { ProviderRecord, RequestTemplate } from '../record.ts';
import { status } from './parts.ts';
import { AWS_ROTATION } from './rotations/clouds.ts';

const IAM = 'https://iam.amazonaws.com';
const iam = (by: 'token' | 'admin', form: Readonly<Record<string, string>>): RequestTemplate => ({
  method: 'POST',
  origin: IAM,
  path: '/',
  form: { ...form, Version: '2010-05-08' },
  aws: { service: 'iam', by },
});
const INACTIVE = { Action: 'UpdateAccessKey', AccessKeyId: '{keyId}', Status: 'Inactive' };

/** Amazon Web Services: a key is disabled, which can be undone. */
export const AWS_RECORDS: readonly ProviderRecord[] = [
  {
    id: 'aws-access-key',
    provider: 'aws',
    types: ['aws-secret-access-key'],
    name: 'AWS',
    noun: 'key',
    class: 'self_if_scoped',
    // Each partition knows its own keys alone, so only a refusal by all of them says that a key is dead.
    origins: [
      'https://sts.amazonaws.com',
      'https://sts.us-gov-west-1.amazonaws.com',
      'https://sts.cn-north-1.amazonaws.com.cn',
    ],
    values: [/^[A-Za-z\d/+]{40}$/],
    keyId: /^AKIA[A-Z2-7]{16}$/,
    adminFields: { keyId: /^(?:AKIA|ASIA)[A-Z2-7]{16}$/ },
    probe: {
      by: 'token',
      // Needs no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
      request: {
        method: 'POST',
        path: '/',
        form: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
        aws: { service: 'sts', by: 'token' },
      },
      live: [status(200)],
      // No key of that id works. Of the secret this says nothing, for it is not looked at then.
      dead: [{ status: [403], xml: { Code: 'InvalidClientTokenId' } }],
      // A key of that id works, and has another secret: https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
      mismatched: [{ status: [403], xml: { Code: 'SignatureDoesNotMatch' } }],
    },
    ways: [
      {
        by: 'token',
        reversible: true,
        // Without a user name IAM takes the user whose key signs.
        act: { request: iam('token', INACTIVE), accepted: [status(200)] },
      },
      {
        by: 'admin',
        reversible: true,
        find: [
          {
            by: 'admin',
            request: iam('admin', { Action: 'GetAccessKeyLastUsed', AccessKeyId: '{keyId}' }),
            expect: [status(200)],
            take: { user: { xml: 'UserName', pattern: /^[\w+=,.@-]{1,64}$/ } },
          },
        ],
        act: { request: iam('admin', { ...INACTIVE, UserName: '{user}' }), accepted: [status(200)] },
        final: {
          request: iam('admin', { Action: 'DeleteAccessKey', AccessKeyId: '{keyId}', UserName: '{user}' }),
          accepted: [status(200)],
        },
      },
    ],
    rotations: [AWS_ROTATION],
    describe: { expect: [status(200)], owner: [{ xml: 'Arn' }], environment: { xml: 'Account' } },
    ownerNotified: false,
    blast: 'token',
    rotateUrl: 'https://console.aws.amazon.com/iam/home#/security_credentials',
    docs: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html',
    verified: 'documentation',
  },
];
