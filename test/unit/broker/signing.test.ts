import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { signAws } from '../../../src/broker/signing/aws-sigv4.ts';
import { signGoogleJwt } from '../../../src/broker/signing/google-jwt.ts';

/**
 * The published test suite of Signature Version 4, as awslabs/aws-c-auth and botocore carry it
 * (`tests/aws-signing-test-suite`). Its key is an example that AWS never issued.
 */
const KEY = {
  accessKeyId: ['AKID', 'EXAMPLE'].join(''),
  secretAccessKey: ['wJalrXUtnFEMI', 'K7MDENG+bPxRfiCYEXAMPLEKEY'].join('/'),
};
const NOW = Date.UTC(2015, 7, 30, 12, 36, 0);

const sign = (
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
  service = 'service',
) =>
  signAws({ method, target: new URL(url), headers, body }, KEY, { region: 'us-east-1', service, now: NOW });

const signatureOf = (headers: Readonly<Record<string, string>>) =>
  /Signature=([\da-f]{64})$/.exec(headers['authorization'] ?? '')?.[1];

describe('AWS Signature Version 4', () => {
  it.each([
    ['get-vanilla', 'GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
  ])('%s', (_name, method, path, signature) => {
    expect(signatureOf(sign(method, `https://example.amazonaws.com${path}`))).toBe(signature);
  });

  it('post-x-www-form-urlencoded', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const signed = sign('POST', 'https://example.amazonaws.com/', headers, 'Param1=value1');
    expect(signatureOf(signed)).toBe('ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a');
    expect(signed['authorization']).toContain('SignedHeaders=content-type;host;x-amz-date');
  });

  it("the example of the documentation: IAM's ListUsers", () => {
    const signed = sign(
      'GET',
      'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08',
      { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      '',
      'iam',
    );
    expect(signatureOf(signed)).toBe('5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7');
    expect(signed['x-amz-date']).toBe('20150830T123600Z');
    expect(JSON.stringify(signed)).not.toContain(KEY.secretAccessKey);
  });
});

describe("the service account's token", () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const key = { email: 'svc@acme.iam.gserviceaccount.com', keyId: 'k1', privateKey };

  it('has the claims that Google asks for, and five minutes to live', async () => {
    const now = Date.UTC(2026, 10, 25);
    const audience = 'https://oauth2.googleapis.com/token';
    const jwt = await signGoogleJwt(key, { audience, scope: 'https://www.googleapis.com/auth/iam', now });
    const { payload } = await jwtVerify(jwt, pair.publicKey, { audience, currentDate: new Date(now) });
    expect(decodeProtectedHeader(jwt)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
    expect(payload).toEqual({
      iss: key.email,
      sub: key.email,
      aud: audience,
      scope: 'https://www.googleapis.com/auth/iam',
      iat: now / 1000,
      exp: now / 1000 + 300,
    });
  });

  it('fails without a word of the key', async () => {
    const broken = { ...key, privateKey: privateKey.replaceAll('A', '!') };
    const failure = await signGoogleJwt(broken, { audience: 'x', now: 0 }).catch((error: unknown) => error);
    expect(String(failure)).toBe('TypeError: The private key of the service account cannot be read.');
  });
});
